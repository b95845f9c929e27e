package gatehouse.decode;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts one body out of the bytes of an HTTP/1 connection. Chunk sizes, extensions and trailers are
/// read by RFC 9112, section 7.1, and bounded; nothing of the framing is passed on.
public final class BodyReader {
  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_SIZE_LINE = 256;
  private static final int MAX_TRAILERS = 8 << 10;
  private static final int MOST_TRAILERS = 64;

  private enum State {
    FIXED,
    UNTIL_CLOSE,
    SIZE,
    DATA,
    DATA_END,
    TRAILERS,
    DONE
  }

  private State state;
  private long left;
  private @Nullable HeadBuffer trailerBuffer;
  private @Nullable Headers trailers;

  /// @param length as in [RequestHead] or [ResponseHead]
  public BodyReader(long length) {
    left = Math.max(length, 0);
    if (length == Framing.CHUNKED) {
      state = State.SIZE;
    } else if (length == Framing.UNTIL_CLOSE) {
      state = State.UNTIL_CLOSE;
    } else {
      state = left == 0 ? State.DONE : State.FIXED;
    }
  }

  /// The next piece of the body, owned by the caller, or null when there is none in these bytes
  /// yet.
  ///
  /// @throws BadMessage if the framing is broken
  public @Nullable ByteBuf read(ByteBuf in) throws BadMessage {
    while (true) {
      switch (state) {
        case SIZE -> {
          if (!readSize(in)) {
            return null;
          }
        }
        case FIXED, DATA -> {
          return readData(in);
        }
        case DATA_END -> {
          if (!readDataEnd(in)) {
            return null;
          }
        }
        case TRAILERS -> {
          readTrailers(in);
          return null;
        }
        case UNTIL_CLOSE -> {
          return in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
        }
        case DONE -> {
          return null;
        }
      }
    }
  }

  /// Whether the whole body has been read.
  public boolean done() {
    return state == State.DONE;
  }

  /// Whether the end of the connection is the end of the body.
  public boolean endsWithConnection() {
    return state == State.UNTIL_CLOSE;
  }

  /// Bytes still to come where the length is known, else -1.
  public long left() {
    return state == State.FIXED || state == State.DONE ? left : -1;
  }

  /// The fields after a chunked body; null if there were none.
  public @Nullable Headers trailers() {
    return trailers;
  }

  private @Nullable ByteBuf readData(ByteBuf in) {
    int now = (int) Math.min(left, in.readableBytes());
    if (now == 0) {
      return null;
    }
    left -= now;
    if (left == 0) {
      state = state == State.FIXED ? State.DONE : State.DATA_END;
    }
    return in.readRetainedSlice(now);
  }

  private boolean readDataEnd(ByteBuf in) throws BadMessage {
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw BadMessage.malformed("chunk longer than its size");
    }
    state = State.SIZE;
    return true;
  }

  private boolean readSize(ByteBuf in) throws BadMessage {
    int from = in.readerIndex();
    int most = Math.min(in.readableBytes(), MAX_SIZE_LINE);
    int end = -1;
    for (int i = 0; i < most; i++) {
      byte b = in.getByte(from + i);
      if (b == '\n') {
        end = i;
        break;
      }
      if (b != '\r' && b != '\t' && (b < 0x20 || b == 0x7F)) {
        throw BadMessage.malformed("control character in a chunk's head");
      }
    }
    if (end < 0) {
      if (most == MAX_SIZE_LINE) {
        throw BadMessage.malformed("chunk head too long");
      }
      return false;
    }
    if (end == 0 || in.getByte(from + end - 1) != '\r') {
      throw BadMessage.malformed("bare LF after a chunk size");
    }
    left = size(in, from, from + end - 1);
    in.skipBytes(end + 1);
    state = left == 0 ? State.TRAILERS : State.DATA;
    return true;
  }

  private static long size(ByteBuf in, int from, int to) throws BadMessage {
    long size = 0;
    int at = from;
    while (at < to) {
      int digit = hex(in.getByte(at));
      if (digit < 0) {
        break;
      }
      size = size << 4 | digit;
      at++;
    }
    if (at == from || at - from > MAX_SIZE_DIGITS) {
      throw BadMessage.malformed("chunk size");
    }
    boolean extension = at < to && in.getByte(at) == ';';
    if (at < to && !extension) {
      throw BadMessage.malformed("bytes after a chunk size");
    }
    for (int i = at; i < to; i++) {
      if (in.getByte(i) == '\r') {
        throw BadMessage.malformed("bare CR in a chunk's head");
      }
    }
    return size;
  }

  private void readTrailers(ByteBuf in) throws BadMessage {
    if (trailerBuffer == null) {
      if (in.readableBytes() >= 2
          && in.getByte(in.readerIndex()) == '\r'
          && in.getByte(in.readerIndex() + 1) == '\n') {
        in.skipBytes(2);
        state = State.DONE;
        return;
      }
      trailerBuffer = new HeadBuffer(MAX_TRAILERS);
    }
    int length = trailerBuffer.read(in);
    if (length >= 0) {
      Headers fields = new Headers();
      FieldReader.read(trailerBuffer.array(), 0, length, fields, MOST_TRAILERS);
      trailers = fields.size() == 0 ? null : fields;
      state = State.DONE;
    }
  }

  private static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
