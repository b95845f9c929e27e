package gatehouse.plugin.log.trace;

import org.jspecify.annotations.Nullable;

/// The id of a trace: 128 bits, or 64 where the high ones are zero. Never all zero.
///
/// @param bytes 8 or 16: the size it came in, which formats that know both keep
record TraceId(long high, long low, int bytes) {
  private static final int LONG_TEXT = 32;

  /// Reads 16 or 32 hexadecimal digits; null for anything else, and for zero.
  static @Nullable TraceId parse(String text) {
    if (Hex.isHex(text, Hex.LONG)) {
      return of(0, Hex.value(text), 8);
    }
    return Hex.isHex(text, LONG_TEXT)
        ? of(Hex.value(text, 0, Hex.LONG), Hex.value(text, Hex.LONG, LONG_TEXT), 16)
        : null;
  }

  /// Reads 1 to 32 hexadecimal digits, as senders that leave out leading zeros write them.
  static @Nullable TraceId parseShort(String text) {
    int length = text.length();
    if (length == 0 || length > LONG_TEXT || !Hex.isHex(text, 0, length)) {
      return null;
    }
    int cut = Math.max(0, length - Hex.LONG);
    long high = cut == 0 ? 0 : Hex.value(text, 0, cut);
    return of(high, Hex.value(text, cut, length), length > Hex.LONG ? 16 : 8);
  }

  /// An id of these bits; null if all are zero.
  static @Nullable TraceId of(long high, long low, int bytes) {
    return (high | low) == 0 ? null : new TraceId(high, low, bytes);
  }

  /// The 32 digits.
  String hex() {
    StringBuilder text = new StringBuilder(LONG_TEXT);
    return Hex.append(Hex.append(text, high), low).toString();
  }

  /// The digits of as many bytes as the id came in.
  String sized() {
    return bytes == 8 ? Hex.of(low) : hex();
  }
}
