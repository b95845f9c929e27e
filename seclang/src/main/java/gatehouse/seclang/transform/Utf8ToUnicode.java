package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Writes each character of UTF-8 beyond ASCII as `%uHHHH`, so that urlDecodeUni can fold it.
final class Utf8ToUnicode {
  private Utf8ToUnicode() {}

  static Bytes convert(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length() * 2);
    int i = 0;
    while (i < value.length()) {
      int c = value.at(i);
      int size = c < 0x80 ? 1 : sequence(value, i);
      if (c < 0x80 || size == 0) {
        // ModSecurity, 2 and 3, loses a NUL here, which rules that look for paths rely on.
        if (c != 0) {
          out.add(c);
        }
        i++;
        continue;
      }
      int code = code(value, i, size);
      write(code, out);
      if (isRefused(code, size)) {
        out.add(c);
      }
      i += size;
    }
    return out.toBytes();
  }

  /// The length of the sequence at an index, or 0 when its bytes do not fit together.
  private static int sequence(Bytes value, int at) {
    int c = value.at(at);
    int size = (c & 0xe0) == 0xc0 ? 2 : (c & 0xf0) == 0xe0 ? 3 : (c & 0xf8) == 0xf0 ? 4 : 0;
    if (size == 0 || c >= 0xf5 || at + size > value.length()) {
      return 0;
    }
    for (int i = at + 1; i < at + size; i++) {
      if ((value.at(i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  private static int code(Bytes value, int at, int size) {
    int code = value.at(at) & (0x7f >> size);
    for (int i = at + 1; i < at + size; i++) {
      code = (code << 6) | (value.at(i) & 0x3f);
    }
    return code;
  }

  /// Overlong forms and surrogates: the code is written, and the first byte is kept behind it.
  private static boolean isRefused(int code, int size) {
    int least = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
    return code < least || (code >= 0xd800 && code < 0xe000);
  }

  private static void write(int code, ByteBuilder out) {
    out.add('%').add('u');
    for (int shift = code > 0xfffff ? 20 : code > 0xffff ? 16 : 12; shift >= 0; shift -= 4) {
      out.add(Ascii.hexDigit((code >> shift) & 15));
    }
  }
}
