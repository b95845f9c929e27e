package gatehouse.regex;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// A cursor over a pattern's UTF-8 bytes. Faults are placed by the character, not the byte.
final class Source {

  private final byte[] bytes;
  private int at;

  Source(String pattern) {
    this.bytes = pattern.getBytes(UTF_8);
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at >= bytes.length;
  }

  /// The byte `ahead` places further (0 = the next), or -1 beyond the end.
  int peek(int ahead) {
    int place = at + ahead;
    return place < bytes.length ? bytes[place] & 0xFF : -1;
  }

  int peek() {
    return peek(0);
  }

  /// Reads the next byte; -1 at the end.
  int next() {
    int value = peek();
    if (value >= 0) {
      at++;
    }
    return value;
  }

  void skip(int count) {
    at = Math.min(at + count, bytes.length);
  }

  void backTo(int place) {
    at = place;
  }

  /// Skips `text` (ASCII) when it comes next.
  boolean accept(String text) {
    if (!startsWith(text)) {
      return false;
    }
    at += text.length();
    return true;
  }

  boolean startsWith(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (peek(i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Reads up to the ASCII character `end` and skips it; null, and nothing read, when it is absent.
  @Nullable String until(char end) {
    for (int i = at; i < bytes.length; i++) {
      if (bytes[i] == end) {
        String text = new String(bytes, at, i - at, UTF_8);
        at = i + 1;
        return text;
      }
    }
    return null;
  }

  /// Reads a decimal number; -1 and nothing read when there is none, at most 1,000,000.
  int number() {
    int value = -1;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(Math.max(value, 0) * 10 + next() - '0', 1_000_000);
    }
    return value;
  }

  RegexFault fault(RegexFault.Kind kind, int byteOffset, String message) {
    int offset = Math.min(byteOffset, bytes.length);
    return new RegexFault(kind, new String(bytes, 0, offset, UTF_8).length(), message);
  }

  RegexFault syntax(int byteOffset, String message) {
    return fault(RegexFault.Kind.SYNTAX, byteOffset, message);
  }

  RegexFault notLinear(int byteOffset, String what) {
    return fault(
        RegexFault.Kind.NOT_LINEAR, byteOffset, what + " cannot be matched in linear time");
  }

  RegexFault unsupported(int byteOffset, String what) {
    return fault(RegexFault.Kind.UNSUPPORTED, byteOffset, what + " is not supported");
  }

  RegexFault tooLarge(int byteOffset, String message) {
    return fault(RegexFault.Kind.TOO_LARGE, byteOffset, message);
  }
}
