package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Escapes of CSS: a backslash and one to six hexadecimal digits.
final class CssDecode {
  private CssDecode() {}

  static Bytes decode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    int i = 0;
    while (i < value.length()) {
      if (value.at(i) != '\\') {
        out.add(value.at(i++));
      } else if (i + 1 == value.length()) {
        i++;
      } else {
        i = escape(value, i + 1, out);
      }
    }
    return out.toBytes();
  }

  private static int escape(Bytes value, int at, ByteBuilder out) {
    int digits = 0;
    while (digits < 6 && at + digits < value.length() && Ascii.isHex(value.at(at + digits))) {
      digits++;
    }
    if (digits == 0 && value.at(at) == 0) {
      // The published vectors read an escaped NUL like the escape of code 0.
      out.add(0);
      return behindSpace(value, at + 1);
    }
    if (digits == 0) {
      if (value.at(at) != '\n') {
        out.add(value.at(at));
      }
      return at + 1;
    }
    out.add(code(value, at, digits));
    return behindSpace(value, at + digits);
  }

  /// One white space ends an escape and belongs to it.
  private static int behindSpace(Bytes value, int end) {
    return end < value.length() && Ascii.isSpace(value.at(end)) ? end + 1 : end;
  }

  /// The last two digits are the byte. Only a code below 10000 can be a full-width form.
  private static int code(Bytes value, int at, int digits) {
    int code = UrlDecode.number(value, at, digits);
    boolean mayBeFullWidth = digits >= 4 && code < 0x10000;
    return mayBeFullWidth ? UnicodeMap.lowByte(code) : code & 0xff;
  }
}
