package gatehouse.decode;

import org.jspecify.annotations.Nullable;

/// Resolves the segments of a decoded path: dot segments (RFC 3986, section 5.2.4) and empty ones.
final class Segments {
  private Segments() {}

  /// Resolves in place a text that starts with `/`; returns the fault or null.
  static @Nullable BadTarget resolve(StringBuilder text) {
    int kept = 1;
    int at = 1;
    int end = text.length();
    while (at < end) {
      int next = at;
      while (next < end && text.charAt(next) != '/') {
        next++;
      }
      int dots = dots(text, at, next);
      if (isHidden(text, at, next)) {
        return BadTarget.HIDDEN_SEGMENT;
      }
      if (dots == 2) {
        if (kept == 1) {
          return BadTarget.ABOVE_ROOT;
        }
        kept = text.lastIndexOf("/", kept - 2) + 1;
      } else if (dots == 0 && next > at) {
        kept = keep(text, at, next, kept);
        if (next < end) {
          text.setCharAt(kept++, '/');
        }
      }
      at = next + 1;
    }
    text.setLength(kept);
    return null;
  }

  private static int keep(StringBuilder text, int from, int to, int kept) {
    if (from == kept) {
      return to;
    }
    int into = kept;
    for (int i = from; i < to; i++) {
      text.setCharAt(into++, text.charAt(i));
    }
    return into;
  }

  /// 1 or 2 for `.` and `..`, 0 for any other segment.
  private static int dots(CharSequence text, int from, int to) {
    int length = to - from;
    if (length == 0 || length > 2 || text.charAt(from) != '.' || text.charAt(to - 1) != '.') {
      return 0;
    }
    return length;
  }

  /// Whether a segment has parts between `;`, `%3B` and `%2F` that would be a dot segment for a
  /// server that cuts there. Parameters of an empty segment count too: they hide a doubled slash.
  private static boolean isHidden(CharSequence text, int from, int to) {
    int part = from;
    boolean isName = true;
    for (int i = from; i <= to; i++) {
      boolean parameters = i < to && startsParameters(text, i, to);
      boolean slash = i < to && isEscape(text, i, to, 'F');
      if (!parameters && !slash && (i < to || part == from)) {
        continue;
      }
      if (isName && (dots(text, part, i) > 0 || parameters && i == part)) {
        return true;
      }
      isName = slash;
      part = i + (i < to && text.charAt(i) == '%' ? 3 : 1);
    }
    return false;
  }

  private static boolean startsParameters(CharSequence text, int at, int to) {
    return text.charAt(at) == ';'
        || text.charAt(at) == '%'
            && at + 2 < to
            && text.charAt(at + 1) == '3'
            && text.charAt(at + 2) == 'B';
  }

  private static boolean isEscape(CharSequence text, int at, int to, char last) {
    return text.charAt(at) == '%'
        && at + 2 < to
        && text.charAt(at + 1) == '2'
        && text.charAt(at + 2) == last;
  }
}
