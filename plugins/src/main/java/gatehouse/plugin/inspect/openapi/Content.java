package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.FieldValue;
import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.MediaRange;
import gatehouse.plugin.inspect.MultipartFields;
import gatehouse.plugin.inspect.StrictJson;
import gatehouse.plugin.inspect.parameter.FormReader;
import gatehouse.plugin.inspect.schema.JsonSchema;
import gatehouse.plugin.inspect.schema.JsonSchema.Violation;
import gatehouse.plugin.inspect.schema.JsonSchema.Way;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The media types that a body may have.
///
/// @param media the most specific ones first
public record Content(List<Media> media) {
  /// No body, or one of which nothing is said.
  static final Content NONE = new Content(List.of());

  private static final int MOST_FIELDS = 1000;

  /// How a body is read before its schema is applied.
  enum Kind {
    JSON,
    FORM,
    MULTIPART,
    /// It is not: only the media type counts.
    OPAQUE;

    static Kind of(String media) {
      if (media.endsWith("+json")) {
        return JSON;
      }
      return switch (media) {
        case "application/json", "text/json" -> JSON;
        case "application/x-www-form-urlencoded" -> FORM;
        case "multipart/form-data" -> MULTIPART;
        default -> OPAQUE;
      };
    }
  }

  /// A media type, or a range of them, and what a body of it must be.
  ///
  /// @param parameters those that it is written with, names in lower case
  record Media(
      MediaRange range,
      Map<String, String> parameters,
      @Nullable JsonSchema schema,
      @Nullable FormReader form) {

    /// The range, and the charset where it names one.
    String text() {
      String charset = parameters.get("charset");
      return charset == null ? range.text() : range.text() + "; charset=" + charset;
    }

    /// Adds what is wrong with a body.
    ///
    /// @param type the media type that it has, in lower case
    /// @param contentType the whole field
    void judge(
        byte[] body, String type, String contentType, Way way, int most, List<Problem> problems) {
      Kind kind = Kind.of(type);
      if (schema == null || kind == Kind.OPAQUE) {
        return;
      }
      JsonNode value = value(kind, body, contentType);
      if (value == null) {
        problems.add(
            Problem.of(
                "body", "", kind == Kind.JSON ? "is not one JSON value" : "is not one form"));
        return;
      }
      for (Violation violation : schema.violations(value, most, way)) {
        problems.add(
            new Problem(
                "body",
                violation.instanceLocation(),
                violation.message(),
                violation.instanceLocation(),
                violation.keywordLocation()));
      }
    }

    private @Nullable JsonNode value(Kind kind, byte[] body, String contentType) {
      if (kind == Kind.JSON) {
        return StrictJson.read(body);
      }
      List<FormFields.Pair> pairs;
      if (kind == Kind.FORM) {
        pairs = FormFields.of(new String(body, StandardCharsets.ISO_8859_1)).pairs();
      } else {
        MultipartFields parts = MultipartFields.read(contentType, body);
        if (parts == null) {
          return null;
        }
        pairs =
            parts.parts().stream()
                .map(part -> new FormFields.Pair("", part.name(), part.value()))
                .toList();
      }
      return form == null || pairs.size() > MOST_FIELDS ? null : form.read(pairs);
    }
  }

  /// A content of these media types.
  static Content of(List<Media> media) {
    List<Media> sorted = new ArrayList<>(media);
    sorted.sort(Comparator.comparingInt(one -> breadth(one.range)));
    return new Content(List.copyOf(sorted));
  }

  private static int breadth(MediaRange range) {
    return range.type().equals("*") ? 2 : range.subtype().startsWith("*") ? 1 : 0;
  }

  /// The media type that a body has; null if it is not described. Of several the one with which
  /// most parameters agree; a charset never stands against one, since only UTF-8 is read anyway.
  @Nullable Media of(FieldValue type) {
    Media best = null;
    int most = -1;
    for (Media one : media) {
      int agreeing = one.range.covers(type.value()) ? agreeing(one, type) : -1;
      if (agreeing > most) {
        best = one;
        most = agreeing;
      }
    }
    return best;
  }

  /// How many parameters are there as described; -1 where one says something else.
  private static int agreeing(Media media, FieldValue type) {
    int count = 0;
    for (Map.Entry<String, String> wanted : media.parameters.entrySet()) {
      String sent = type.parameter(wanted.getKey());
      boolean isCharset = wanted.getKey().equals("charset");
      if (sent != null
          && (isCharset
              ? sent.equalsIgnoreCase(wanted.getValue())
              : sent.equals(wanted.getValue()))) {
        count++;
      } else if (sent != null && !isCharset) {
        return -1;
      }
    }
    return count;
  }

  /// Whether nothing is said of a body.
  boolean isEmpty() {
    return media.isEmpty();
  }
}
