package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;
import java.nio.charset.StandardCharsets;

/// Writes text as it stands between the quotes of a JSON string: as ASCII, so that neither a page
/// nor a terminal that shows it can be made to take it for something else. What had been escaped
/// for such a reason was lost when the text was read.
final class Escaper implements Output {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int UNKNOWN = 0xfffd;

  private final Output target;
  private final byte[] scratch = new byte[1024];
  private int filled;
  private int point;
  private int missing;

  Escaper(Output target) {
    this.target = target;
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      take(bytes[i] & 0xff);
    }
    flush();
  }

  /// The text is complete.
  void end() {
    if (missing > 0) {
      missing = 0;
      unit(UNKNOWN);
    }
    flush();
  }

  private void take(int b) {
    if (missing > 0) {
      if ((b & 0xc0) == 0x80) {
        point = point << 6 | b & 0x3f;
        if (--missing == 0) {
          character(point);
        }
        return;
      }
      missing = 0;
      unit(UNKNOWN);
    }
    if (b < 0x80) {
      ascii(b);
    } else if (b >= 0xc2 && b < 0xe0) {
      begin(b & 0x1f, 1);
    } else if (b >= 0xe0 && b < 0xf0) {
      begin(b & 0x0f, 2);
    } else if (b >= 0xf0 && b < 0xf5) {
      begin(b & 0x07, 3);
    } else {
      unit(UNKNOWN);
    }
  }

  private void begin(int bits, int more) {
    point = bits;
    missing = more;
  }

  private void character(int found) {
    if (found < 0x10000) {
      unit(found);
    } else if (found <= Character.MAX_CODE_POINT) {
      unit(Character.highSurrogate(found));
      unit(Character.lowSurrogate(found));
    } else {
      unit(UNKNOWN);
    }
  }

  private void ascii(int b) {
    switch (b) {
      case '"', '\\' -> pair(b);
      case '\n' -> pair('n');
      case '\r' -> pair('r');
      case '\t' -> pair('t');
      default -> {
        if (b < 0x20 || b == 0x7f || b == '<' || b == '>' || b == '&') {
          unit(b);
        } else {
          room(1);
          scratch[filled++] = (byte) b;
        }
      }
    }
  }

  private void pair(int b) {
    room(2);
    scratch[filled++] = '\\';
    scratch[filled++] = (byte) b;
  }

  private void unit(int unit) {
    room(6);
    scratch[filled++] = '\\';
    scratch[filled++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      scratch[filled++] = HEX[unit >> shift & 0xf];
    }
  }

  private void room(int bytes) {
    if (scratch.length - filled < bytes) {
      flush();
    }
  }

  private void flush() {
    if (filled > 0) {
      target.write(scratch, 0, filled);
      filled = 0;
    }
  }
}
