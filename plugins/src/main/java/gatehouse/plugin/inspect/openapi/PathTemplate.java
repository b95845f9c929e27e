package gatehouse.plugin.inspect.openapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path of a specification: `/pets/{id}/photos`, in the canonical form of request paths.
///
/// @param text as written, without the base path
/// @param segments of the whole path, base path included
record PathTemplate(String text, List<Segment> segments) {
  private static final String BRACES = "the braces of the path do not fit";
  private static final String RESERVED = "!*'();:@&=+$,/?%#[]";

  /// One segment.
  ///
  /// @param literal what it is where it has no variable; empty otherwise
  /// @param parts texts and names in turn, beginning and ending with a text; empty for a literal
  record Segment(String literal, List<String> parts) {
    boolean isTemplated() {
      return !parts.isEmpty();
    }

    /// Whether a segment of a request fits; the values of its variables are added, of one that does
    /// not fit some of them.
    boolean matches(String segment, List<String> captured) {
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
        captured.add(segment.substring(at, next));
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

  /// Reads a path that has no fault. Slashes in a row are one, as in requests.
  static PathTemplate of(String base, String text) {
    List<Segment> segments = new ArrayList<>();
    String[] parts = (base + text).substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].isEmpty() || i == parts.length - 1) {
        segments.add(segment(parts[i]));
      }
    }
    return new PathTemplate(text, List.copyOf(segments));
  }

  /// Why a text is no path that a request can have; null if it is one.
  static @Nullable String fault(String text) {
    if (!text.startsWith("/")) {
      return "a path begins with a slash";
    }
    String before = "";
    boolean isOpen = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '{' -> {
          if (isOpen || before.equals("}")) {
            return isOpen ? BRACES : "has two variables with nothing between them";
          }
          isOpen = true;
        }
        case '}' -> {
          if (!isOpen || before.equals("{")) {
            return BRACES;
          }
          isOpen = false;
        }
        case '/' -> {
          if (isOpen) {
            return BRACES;
          }
        }
        case '?' -> {
          return "ends before the question mark; arguments are parameters in the query";
        }
        case '#' -> {
          return "ends before the number sign; a fragment is never sent";
        }
        default -> {}
      }
      before = String.valueOf(c);
    }
    return isOpen ? BRACES : null;
  }

  private static Segment segment(String text) {
    if (text.indexOf('{') < 0) {
      return new Segment(canonical(text), List.of());
    }
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      parts.add(canonical(text.substring(at, open)));
      parts.add(text.substring(open + 1, close));
      at = close + 1;
    }
    parts.add(canonical(text.substring(at)));
    return new Segment("", List.copyOf(parts));
  }

  /// The names of its variables.
  List<String> names() {
    return segments.stream().flatMap(segment -> names(segment).stream()).toList();
  }

  static List<String> names(Segment segment) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < segment.parts.size(); i += 2) {
      names.add(segment.parts.get(i));
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
