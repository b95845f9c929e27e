package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Hexadecimal forms.
final class Hex {
  private Hex() {}

  static Bytes encode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length() * 2);
    for (int i = 0; i < value.length(); i++) {
      out.add(Ascii.hexDigit(value.at(i) >> 4)).add(Ascii.hexDigit(value.at(i) & 15));
    }
    return out.toBytes();
  }

  /// Takes whatever comes in pairs; what is no digit gets the value that C's arithmetic gives it.
  static Bytes decode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length() / 2);
    for (int i = 0; i + 1 < value.length(); i += 2) {
      out.add((nibble(value.at(i)) << 4) + nibble(value.at(i + 1)));
    }
    return out.toBytes();
  }

  private static int nibble(int c) {
    return c >= 'A' ? (c & 0xdf) - 'A' + 10 : c - '0';
  }

  /// `0x414243` as SQL reads it; the rest stays.
  static Bytes sqlDecode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    int i = 0;
    while (i < value.length()) {
      if (value.at(i) == '0' && i + 1 < value.length() && (value.at(i + 1) | 0x20) == 'x') {
        int from = i + 2;
        int at = from;
        for (; pairAt(value, at); at += 2) {
          out.add((Ascii.hex(value.at(at)) << 4) + Ascii.hex(value.at(at + 1)));
        }
        if (at > from) {
          i = at;
          continue;
        }
      }
      out.add(value.at(i++));
    }
    return out.toBytes();
  }

  private static boolean pairAt(Bytes value, int at) {
    return at + 1 < value.length() && Ascii.isHex(value.at(at)) && Ascii.isHex(value.at(at + 1));
  }
}
