package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Percent-encoding in both directions. What is not well-formed stays as it is.
final class UrlDecode {
  private UrlDecode() {}

  static Bytes decode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      if (c == '%' && hexDigitsAt(value, i + 1, 2)) {
        out.add(number(value, i + 1, 2));
        i += 2;
      } else {
        out.add(c == '+' ? ' ' : c);
      }
    }
    return out.toBytes();
  }

  /// Also decodes IIS's `%uHHHH`, by the map or else to the low byte.
  static Bytes decodeUni(Bytes value, UnicodeMap map) {
    ByteBuilder out = new ByteBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      if (c != '%') {
        out.add(c == '+' ? ' ' : c);
      } else if (hexDigitsAt(value, i + 1, 2)) {
        out.add(number(value, i + 1, 2));
        i += 2;
      } else if (i + 1 < value.length()
          && (value.at(i + 1) | 0x20) == 'u'
          && hexDigitsAt(value, i + 2, 4)) {
        out.add(map.byteFor(number(value, i + 2, 4)));
        i += 5;
      } else {
        out.add(c);
      }
    }
    return out.toBytes();
  }

  static Bytes encode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length() * 3);
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      if (c == ' ') {
        out.add('+');
      } else if (c == '*' || Ascii.isAlphanumeric(c)) {
        out.add(c);
      } else {
        out.add('%').add(Ascii.hexDigit(c >> 4)).add(Ascii.hexDigit(c & 15));
      }
    }
    return out.toBytes();
  }

  static boolean hexDigitsAt(Bytes value, int at, int count) {
    if (at + count > value.length()) {
      return false;
    }
    for (int i = at; i < at + count; i++) {
      if (!Ascii.isHex(value.at(i))) {
        return false;
      }
    }
    return true;
  }

  static int number(Bytes value, int at, int count) {
    int sum = 0;
    for (int i = at; i < at + count; i++) {
      sum = (sum << 4) + Ascii.hex(value.at(i));
    }
    return sum;
  }
}
