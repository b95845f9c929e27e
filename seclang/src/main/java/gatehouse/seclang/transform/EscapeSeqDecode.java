package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Escapes of C strings.
final class EscapeSeqDecode {
  private EscapeSeqDecode() {}

  static Bytes decode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    int i = 0;
    while (i < value.length()) {
      if (value.at(i) == '\\' && i + 1 < value.length()) {
        i = escape(value, i + 1, out);
      } else {
        out.add(value.at(i++));
      }
    }
    return out.toBytes();
  }

  private static int escape(Bytes value, int at, ByteBuilder out) {
    int c = value.at(at);
    if (c == 'x' && UrlDecode.hexDigitsAt(value, at + 1, 2)) {
      out.add(UrlDecode.number(value, at + 1, 2));
      return at + 3;
    }
    if (Ascii.isOctal(c)) {
      int sum = 0;
      int i = at;
      while (i < value.length() && i < at + 3 && Ascii.isOctal(value.at(i))) {
        sum = sum * 8 + value.at(i++) - '0';
      }
      out.add(sum);
      return i;
    }
    out.add(control(c));
    return at + 1;
  }

  /// An unknown escape loses its backslash only.
  private static int control(int c) {
    return switch (c) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      default -> c;
    };
  }
}
