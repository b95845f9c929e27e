package gatehouse.plugin.inspect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The named fields of a body: of a form, a multipart form or a JSON object.
public sealed interface Fields permits FormFields, JsonFields, MultipartFields {
  /// The most fields a body may have; one with more cannot be read.
  int MOST = 1000;

  /// How many values the name has: 0, 1 or more. A list or an object of JSON counts as several;
  /// what is neither text nor several counts as none.
  int count(String name);

  /// The first value of that name; null if there is none.
  @Nullable String text(String name);

  /// The body without the fields of that name.
  byte[] without(String name);

  /// Reads a body by its media type; null if it has another type or cannot be read.
  ///
  /// @param contentType the value of Content-Type; null if there is none
  static @Nullable Fields read(@Nullable String contentType, byte[] body) {
    return switch (Kind.of(contentType)) {
      case FORM -> {
        FormFields fields = FormFields.of(new String(body, StandardCharsets.ISO_8859_1));
        yield fields.size() > MOST ? null : fields;
      }
      case JSON -> JsonFields.read(body);
      case MULTIPART -> MultipartFields.read(contentType == null ? "" : contentType, body);
      case OTHER -> null;
    };
  }

  /// Whether bodies of that type have fields.
  static boolean areIn(@Nullable String contentType) {
    return Kind.of(contentType) != Kind.OTHER;
  }

  /// The media types whose bodies have fields.
  enum Kind {
    FORM,
    JSON,
    MULTIPART,
    OTHER;

    /// The kind of a body of that media type.
    public static Kind of(@Nullable String contentType) {
      if (contentType == null) {
        return OTHER;
      }
      return switch (FieldValue.bare(contentType)) {
        case "application/x-www-form-urlencoded" -> FORM;
        case "application/json" -> JSON;
        case "multipart/form-data" -> MULTIPART;
        default -> OTHER;
      };
    }
  }
}
