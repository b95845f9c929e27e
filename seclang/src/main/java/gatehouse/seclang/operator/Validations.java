package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.Utf8;
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
    for (int i = 0; i < value.length(); ) {
      int size = Utf8.sequence(value, i);
      if (size == 0) {
        return true;
      }
      i += size;
    }
    return false;
  }
}
