package gatehouse.plugin.inspect.openapi;

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
      if (media.equals("application/json") || media.endsWith("+json")) {
        return JSON;
      }
      return switch (media) {
        case "application/x-www-form-urlencoded" -> FORM;
        case "multipart/form-data" -> MULTIPART;
        default -> OPAQUE;
      };
    }
  }

  /// A media type, or a range of them, and what a body of it must be.
  record Media(MediaRange range, @Nullable JsonSchema schema, @Nullable FormReader form) {

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

  /// The media type that a body has; null if it is not described.
  @Nullable Media of(String type) {
    for (Media one : media) {
      if (one.range.covers(type)) {
        return one;
      }
    }
    return null;
  }

  /// Whether nothing is said of a body.
  boolean isEmpty() {
    return media.isEmpty();
  }
}
