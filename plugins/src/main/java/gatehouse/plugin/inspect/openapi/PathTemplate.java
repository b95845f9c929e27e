package gatehouse.plugin.inspect.openapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A path of a specification: `/pets/{id}/photos`, in the canonical form of request paths.
///
/// @param text as written, without the base path
/// @param segments of the whole path, base path included
record PathTemplate(String text, List<Segment> segments) {
  private static final String RESERVED = "!*'();:@&=+$,/?%#[]";

  /// One segment.
  ///
  /// @param literal what it is where it has no variable; empty otherwise
  /// @param parts texts and names in turn, beginning and ending with a text; empty for a literal
  record Segment(String literal, List<String> parts) {
    boolean isTemplated() {
      return !parts.isEmpty();
    }

    /// Whether a segment of a request fits; its variables are put among the values.
    boolean matches(String segment, Map<String, String> values) {
      String first = parts.getFirst();
      String last = parts.getLast();
      if (!segment.startsWith(first)
          || !segment.endsWith(last)
          || segment.length() < first.length() + last.length()) {
        return false;
      }
      int at = first.length();
      int end = segment.length() - last.length();
      for (int i = 1; i < parts.size(); i += 2) {
        String after = parts.get(i + 1);
        boolean isLast = i + 2 == parts.size();
        int next = isLast ? end : segment.indexOf(after, at + 1);
        if (next <= at || next > end) {
          return false;
        }
        values.put(parts.get(i), segment.substring(at, next));
        at = next + after.length();
      }
      return true;
    }

    /// Its text with `*` for each variable, by which equal templates are found.
    String outline() {
      if (parts.isEmpty()) {
        return literal;
      }
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < parts.size(); i += 2) {
        text.append(i == 0 ? "" : "{}").append(parts.get(i));
      }
      return text.toString();
    }
  }

  /// Reads a path; null if its braces do not fit.
  static @Nullable PathTemplate of(String base, String text) {
    List<Segment> segments = new ArrayList<>();
    for (String segment : (base + text).substring(1).split("/", -1)) {
      Segment read = segment(segment);
      if (read == null) {
        return null;
      }
      segments.add(read);
    }
    return new PathTemplate(text, List.copyOf(segments));
  }

  private static @Nullable Segment segment(String text) {
    if (text.indexOf('{') < 0) {
      return text.indexOf('}') < 0 ? new Segment(canonical(text), List.of()) : null;
    }
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      String literal = text.substring(at, open);
      boolean runsTogether = literal.isEmpty() && !parts.isEmpty();
      if (close <= open + 1 || literal.indexOf('}') >= 0 || runsTogether) {
        return null;
      }
      parts.add(canonical(literal));
      parts.add(text.substring(open + 1, close));
      at = close + 1;
    }
    String rest = text.substring(at);
    parts.add(canonical(rest));
    return rest.indexOf('}') < 0 ? new Segment("", List.copyOf(parts)) : null;
  }

  /// The names of its variables.
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      for (int i = 1; i < segment.parts.size(); i += 2) {
        names.add(segment.parts.get(i));
      }
    }
    return names;
  }

  /// A literal as requests have it: escapes of characters that mean nothing special are undone, the
  /// others are in upper case.
  private static String canonical(String literal) {
    if (literal.indexOf('%') < 0) {
      return literal;
    }
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    byte[] text = literal.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
      int low = i + 2 < text.length ? Character.digit(text[i + 2], 16) : -1;
      if (text[i] != '%' || high < 0 || low < 0) {
        bytes.write(text[i]);
        continue;
      }
      int value = high << 4 | low;
      if (RESERVED.indexOf(value) >= 0) {
        bytes.writeBytes("%%%02X".formatted(value).getBytes(StandardCharsets.US_ASCII));
      } else {
        bytes.write(value);
      }
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
