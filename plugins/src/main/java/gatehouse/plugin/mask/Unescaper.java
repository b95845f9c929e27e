package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;

/// Turns what stands between the quotes of a JSON string into the text it means, in UTF-8, piece by
/// piece. A half of a surrogate pair that is alone becomes three bytes, which no sound UTF-8 has;
/// [Escaper] turns them back.
final class Unescaper {
  private final byte[] scratch = new byte[1024];
  private int filled;
  private int escape;
  private int digits;
  private int high;

  /// A piece of the string; its escapes are known to be sound.
  void write(byte[] raw, int from, int to, Output out) {
    for (int i = from; i < to; i++) {
      int b = raw[i];
      if (escape == 0) {
        if (b == '\\') {
          escape = 1;
        } else {
          plain(b, out);
        }
      } else if (escape == 1) {
        if (b == 'u') {
          escape = 2;
          digits = 0;
        } else {
          escape = 0;
          plain(meaning(b), out);
        }
      } else {
        digits = digits << 4 | Character.digit(b, 16);
        if (++escape == 6) {
          escape = 0;
          unit(digits, out);
        }
      }
    }
    flush(out);
  }

  /// The string is complete.
  void end(Output out) {
    loneHigh(out);
    flush(out);
    escape = 0;
  }

  private static int meaning(int b) {
    return switch (b) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> b;
    };
  }

  private void plain(int b, Output out) {
    loneHigh(out);
    put(b, out);
  }

  private void unit(int unit, Output out) {
    if (high != 0 && Character.isLowSurrogate((char) unit)) {
      int point = Character.toCodePoint((char) high, (char) unit);
      high = 0;
      put(0xf0 | point >> 18, out);
      put(0x80 | point >> 12 & 0x3f, out);
      put(0x80 | point >> 6 & 0x3f, out);
      put(0x80 | point & 0x3f, out);
      return;
    }
    loneHigh(out);
    if (Character.isHighSurrogate((char) unit)) {
      high = unit;
    } else {
      encode(unit, out);
    }
  }

  private void loneHigh(Output out) {
    if (high != 0) {
      encode(high, out);
      high = 0;
    }
  }

  private void encode(int unit, Output out) {
    if (unit < 0x80) {
      put(unit, out);
    } else if (unit < 0x800) {
      put(0xc0 | unit >> 6, out);
      put(0x80 | unit & 0x3f, out);
    } else {
      put(0xe0 | unit >> 12, out);
      put(0x80 | unit >> 6 & 0x3f, out);
      put(0x80 | unit & 0x3f, out);
    }
  }

  private void put(int b, Output out) {
    if (filled == scratch.length) {
      flush(out);
    }
    scratch[filled++] = (byte) b;
  }

  private void flush(Output out) {
    if (filled > 0) {
      out.write(scratch, 0, filled);
      filled = 0;
    }
  }
}
