package gatehouse.decode;

import org.jspecify.annotations.Nullable;

/// Decodes the escapes of one path, each exactly once, and refuses what is not plainly one thing.
final class PathDecoder {
  private final String raw;
  private final StringBuilder text;
  private boolean hasEncodedSlash;
  private boolean hasParameters;

  PathDecoder(String raw) {
    this.raw = raw;
    this.text = new StringBuilder(raw.length());
  }

  /// Decodes; returns the fault or null.
  @Nullable BadTarget decode() {
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      if (c == '%') {
        int b = PathChars.hex(raw, at + 1);
        BadTarget fault = b < 0 ? BadTarget.MALFORMED_ESCAPE : b < 128 ? ascii(b) : utf8(b, at);
        if (fault != null) {
          return fault;
        }
        at += b < 128 ? 3 : 3 * sequenceLength(b);
        continue;
      }
      if (c == '\\') {
        return BadTarget.BACKSLASH;
      }
      if (PathChars.kind(c) == PathChars.FORBIDDEN || c == '?') {
        return c == '#' ? BadTarget.FRAGMENT : BadTarget.CHARACTER;
      }
      hasParameters |= c == ';';
      text.append(c);
      at++;
    }
    return hasDoubleEscape() ? BadTarget.DOUBLE_ESCAPE : null;
  }

  /// The decoded path, its segments not yet resolved.
  StringBuilder text() {
    return text;
  }

  boolean hasEncodedSlash() {
    return hasEncodedSlash;
  }

  boolean hasParameters() {
    return hasParameters;
  }

  private @Nullable BadTarget ascii(int b) {
    if (b == 0) {
      return BadTarget.NUL;
    }
    if (b == '\\') {
      return BadTarget.BACKSLASH;
    }
    if (PathChars.isReserved(b)) {
      hasEncodedSlash |= b == '/';
      hasParameters |= b == ';';
      PathChars.escape(b, text);
    } else {
      text.append((char) b);
    }
    return null;
  }

  /// Appends the character whose first byte is escaped at an index, by the table of well-formed
  /// sequences of the Unicode standard (3-7): nothing overlong, no surrogates, nothing above
  /// U+10FFFF.
  private @Nullable BadTarget utf8(int first, int at) {
    int length = sequenceLength(first);
    if (first == 0xC0 || first == 0xC1) {
      return BadTarget.OVERLONG_ESCAPE;
    }
    if (length == 0) {
      return BadTarget.MALFORMED_ESCAPE;
    }
    int point = first & 0xFF >> length + 1;
    for (int i = 1; i < length; i++) {
      int place = at + 3 * i;
      int next =
          place < raw.length() && raw.charAt(place) == '%' ? PathChars.hex(raw, place + 1) : -1;
      if ((next & 0xC0) != 0x80 || next < 0) {
        return BadTarget.MALFORMED_ESCAPE;
      }
      point = point << 6 | next & 0x3F;
    }
    if (length == 3 && point < 0x800 || length == 4 && point < 0x10000) {
      return BadTarget.OVERLONG_ESCAPE;
    }
    if (point > 0x10FFFF || point >= 0xD800 && point <= 0xDFFF) {
      return BadTarget.MALFORMED_ESCAPE;
    }
    text.appendCodePoint(point);
    return null;
  }

  /// How many bytes a character has that starts with this one; 0 if none does.
  private static int sequenceLength(int first) {
    if (first < 0xC0) {
      return 0;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;
  }

  /// Looks at the decoded text, since the digits after `%25` may themselves have come escaped.
  /// However many times a `%` was escaped, it counts as one.
  private boolean hasDoubleEscape() {
    for (int at = text.indexOf("%25"); at >= 0; at = text.indexOf("%25", at)) {
      at += 3;
      while (PathChars.hex(text, at) == 0x25) {
        at += 2;
      }
      int b = PathChars.hex(text, at);
      if (b == '.' || b == '/' || b == '\\' || b == 0) {
        return true;
      }
    }
    return false;
  }
}
