package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.List;

/// The operators that match what is malformed.
final class Validations {
  private Validations() {}

  /// Matches when any byte is outside the listed numbers and ranges.
  static Operator byteRange(Bytes parameter, List<String> warnings) {
    boolean[] allowed = new boolean[256];
    for (Bytes part : IpRanges.split(parameter)) {
      Bytes range = part.trim();
      int dash = range.indexOf('-', 0);
      long first = (dash < 0 ? range : range.slice(0, dash)).number();
      long last = dash < 0 ? first : range.slice(dash + 1, range.length()).number();
      if (!range.toString().matches("[0-9]+(-[0-9]+)?") || first > last || last > 255) {
        warnings.add("«" + range + "» is no range of bytes from 0 to 255");
      }
      if (range.isEmpty()) {
        continue;
      }
      // What is no number counts as 0, as in ModSecurity.
      for (int c = Math.clamp(first, 0, 256); c <= Math.min(last, 255); c++) {
        allowed[c] = true;
      }
    }
    return (value, probe) -> {
      byte[] array = value.array();
      for (int i = value.from(); i < value.to(); i++) {
        if (!allowed[array[i] & 0xff]) {
          return true;
        }
      }
      return false;
    };
  }

  /// Matches a `%` without two hexadecimal digits.
  static boolean urlEncoding(Bytes value, Probe probe) {
    for (int i = value.indexOf('%', 0); i >= 0; i = value.indexOf('%', i + 1)) {
      if (i + 2 >= value.length()
          || !Ascii.isHex(value.at(i + 1))
          || !Ascii.isHex(value.at(i + 2))) {
        return true;
      }
    }
    return false;
  }

  /// Matches what is not UTF-8 by RFC 3629.
  static boolean utf8Encoding(Bytes value, Probe probe) {
    int i = 0;
    while (i < value.length()) {
      int size = value.at(i) < 0x80 ? 1 : sequence(value, i);
      if (size == 0) {
        return true;
      }
      i += size;
    }
    return false;
  }

  /// The length of a well-formed sequence beyond ASCII, or 0.
  private static int sequence(Bytes value, int at) {
    int c = value.at(at);
    int size = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    if (size == 0 || at + size > value.length()) {
      return 0;
    }
    int second = value.at(at + 1);
    int least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    int most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = at + 2; i < at + size; i++) {
      if ((value.at(i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    return size;
  }
}
