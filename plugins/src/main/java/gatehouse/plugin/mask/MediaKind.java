package gatehouse.plugin.mask;

import gatehouse.plugin.inspect.FieldValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body of some media type is read.
enum MediaKind {
  /// One JSON text.
  JSON,
  /// Several, one after the other.
  JSON_LINES,
  EVENTS,
  FORM,
  XML,
  TEXT,
  /// It has no media type.
  UNKNOWN;

  /// Charsets whose characters are not those of ASCII where they look like it.
  private static final List<String> FOREIGN =
      List.of(
          "utf-16", "utf16", "utf-32", "utf32", "ucs-", "utf-7", "utf7", "ebcdic", "ibm", "cp037");

  /// Whether such a body means something as a whole only.
  boolean isDocument() {
    return this == JSON || this == FORM || this == XML;
  }

  /// How a body of that media type is read.
  static MediaKind of(String contentType) {
    String type = FieldValue.bare(contentType);
    String subtype = type.substring(type.indexOf('/') + 1);
    return switch (type) {
      case "application/x-www-form-urlencoded" -> FORM;
      case "text/event-stream" -> EVENTS;
      default ->
          switch (subtype) {
            case "json", "x-json" -> JSON;
            case "x-ndjson",
                "ndjson",
                "jsonl",
                "x-jsonl",
                "json-seq",
                "jsonlines",
                "x-jsonlines",
                "stream+json" ->
                JSON_LINES;
            case "xml" -> XML;
            default ->
                subtype.endsWith("+json-seq")
                    ? JSON_LINES
                    : subtype.endsWith("+json") ? JSON : subtype.endsWith("+xml") ? XML : TEXT;
          };
    };
  }

  /// Whether a media type is one of a list, where `*` stands for any characters.
  static boolean isIn(String contentType, List<String> wanted) {
    String type = FieldValue.bare(contentType);
    for (String each : wanted) {
      if (fits(type, FieldValue.bare(each))) {
        return true;
      }
    }
    return false;
  }

  /// One star at most.
  private static boolean fits(String type, String wanted) {
    int star = wanted.indexOf('*');
    return star < 0
        ? type.equals(wanted)
        : type.length() >= wanted.length() - 1
            && type.startsWith(wanted.substring(0, star))
            && type.endsWith(wanted.substring(star + 1));
  }

  /// Whether a charset parameter says that the bytes are not those that are looked for.
  static boolean isForeign(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String lower = contentType.toLowerCase(Locale.ROOT);
    int charset = lower.indexOf("charset");
    int equals = lower.indexOf('=', Math.max(charset, 0));
    if (charset < 0 || equals < 0) {
      return false;
    }
    String value = lower.substring(equals + 1).replace("\"", "").strip();
    return FOREIGN.stream().anyMatch(value::startsWith);
  }
}
