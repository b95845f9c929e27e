package gatehouse.plugin.inspect.coding;

import gatehouse.plugin.inspect.coding.StreamDecoder.Undecodable;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undoing;
import gatehouse.spi.BodyFilter.Output;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/// Undoes `gzip` (RFC 1952): one member or several, each with its check sum.
final class Ungzip implements Undoing {
  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] piece = new byte[8192];
  private Part part = Part.HEAD;
  private int flags;
  private int at;
  private int extra;
  private long number;
  private boolean any;

  private enum Part {
    HEAD,
    EXTRA_LENGTH,
    EXTRA_FIELD,
    NAME_TEXT,
    COMMENT_TEXT,
    HEAD_SUM,
    DATA,
    TAIL
  }

  @Override
  public void feed(byte[] bytes, int from, int to, Output out) {
    int i = from;
    while (i < to) {
      if (part == Part.DATA) {
        int left =
            Undeflate.inflate(
                inflater,
                bytes,
                i,
                to,
                piece,
                (b, f, t) -> {
                  sum.update(b, f, t - f);
                  out.write(b, f, t);
                });
        i = to - left;
        if (inflater.finished()) {
          begin(Part.TAIL);
        }
      } else {
        head(bytes[i++] & 0xff);
      }
    }
  }

  private void begin(Part next) {
    part = next;
    at = 0;
    number = 0;
  }

  private void head(int b) {
    switch (part) {
      case HEAD -> fixed(b);
      case EXTRA_LENGTH -> {
        number |= (long) b << 8 * at++;
        if (at == 2) {
          extra = (int) number;
          begin(Part.EXTRA_FIELD);
          if (extra == 0) {
            after(Part.EXTRA_FIELD);
          }
        }
      }
      case EXTRA_FIELD -> {
        if (++at == extra) {
          after(Part.EXTRA_FIELD);
        }
      }
      case NAME_TEXT, COMMENT_TEXT -> {
        if (b == 0) {
          after(part);
        }
      }
      case HEAD_SUM -> {
        if (++at == 2) {
          after(Part.HEAD_SUM);
        }
      }
      default -> tail(b);
    }
  }

  private void fixed(int b) {
    boolean sound =
        switch (at) {
          case 0 -> b == 0x1f;
          case 1 -> b == 0x8b;
          case 2 -> b == 8;
          case 3 -> (b & RESERVED) == 0;
          default -> true;
        };
    if (!sound) {
      throw new Undecodable("it is not what its coding says");
    }
    flags = at == 3 ? b : flags;
    if (++at == 10) {
      any = true;
      after(Part.HEAD);
    }
  }

  /// The optional parts follow in this order.
  private void after(Part done) {
    if (done.compareTo(Part.EXTRA_LENGTH) < 0 && (flags & EXTRA) != 0) {
      begin(Part.EXTRA_LENGTH);
    } else if (done.compareTo(Part.NAME_TEXT) < 0 && (flags & NAME) != 0) {
      begin(Part.NAME_TEXT);
    } else if (done.compareTo(Part.COMMENT_TEXT) < 0 && (flags & COMMENT) != 0) {
      begin(Part.COMMENT_TEXT);
    } else if (done.compareTo(Part.HEAD_SUM) < 0 && (flags & HEADER_CHECK) != 0) {
      begin(Part.HEAD_SUM);
    } else {
      begin(Part.DATA);
      inflater.reset();
      sum.reset();
    }
  }

  private void tail(int b) {
    if (at < 4) {
      number |= (long) b << 8 * at;
    }
    if (at == 3 && number != sum.getValue()) {
      throw new Undecodable("its check sum is wrong");
    }
    if (++at == 8) {
      begin(Part.HEAD);
    }
  }

  @Override
  public void end() {
    if (!any || part != Part.HEAD || at > 0) {
      throw new Undecodable("it ends too early");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
