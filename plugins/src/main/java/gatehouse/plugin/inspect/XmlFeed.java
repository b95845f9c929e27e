package gatehouse.plugin.inspect;

import java.io.IOException;
import java.io.InputStream;

/// Feeds a parser in small pieces and stops when it has taken too much without telling of anything:
/// a construct is told of only when it was read to its end.
final class XmlFeed extends InputStream {
  private static final int PIECE = 1024;

  private final byte[] bytes;
  private final int most;
  private int given;
  private int told;

  XmlFeed(byte[] bytes, int most) {
    this.bytes = bytes;
    this.most = most;
  }

  /// The parser has told of something.
  void told() {
    told = given;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (given == bytes.length) {
      return -1;
    }
    if (given - told > most) {
      throw new Overrun();
    }
    int size = Math.min(Math.min(length, PIECE), bytes.length - given);
    System.arraycopy(bytes, given, into, offset, size);
    given += size;
    return size;
  }

  /// Too much was taken.
  static final class Overrun extends IOException {
    private static final long serialVersionUID = 1L;

    Overrun() {
      super("a construct is too long");
    }
  }
}
