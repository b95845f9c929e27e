package gatehouse.decode;

import io.netty.buffer.ByteBuf;

/// Finds the end of a message's head and brings the head into an array, where reading it is
/// cheapest. One for each connection; the array belongs to the loop and is valid until the next
/// head is read.
final class HeadBuffer {
  private static final int NOT_FOUND = -1;
  private static final int FIRST_CAPACITY = 1024;

  private final int limit;
  private final int lineLimit;
  private byte[] bytes;
  private int scanned;
  private int lineStart;
  private boolean firstLine = true;

  /// @param limit bytes of a whole head; one line may have a quarter of them, as with Kong's four
  ///   buffers
  HeadBuffer(int limit) {
    this.limit = limit;
    this.lineLimit = Math.max(64, limit / 4);
    this.bytes = new byte[Math.min(limit, FIRST_CAPACITY)];
  }

  /// Reads as far as the bytes go. If the head is complete it is in [#array] up to the returned
  /// length, the empty line included, and has been consumed; else -1, and nothing has been
  /// consumed.
  int read(ByteBuf in) throws BadMessage {
    int available = Math.min(in.readableBytes(), limit);
    if (available > scanned) {
      room(available);
      in.getBytes(in.readerIndex() + scanned, bytes, scanned, available - scanned);
      int end = scan(available);
      if (end != NOT_FOUND) {
        in.skipBytes(end);
        reset();
        return end;
      }
    }
    if (in.readableBytes() >= limit) {
      throw firstLine ? BadMessage.targetTooLong() : BadMessage.headTooLarge("head over the limit");
    }
    return NOT_FOUND;
  }

  byte[] array() {
    return bytes;
  }

  /// Whether part of a head has been seen.
  boolean started() {
    return scanned > 0;
  }

  private int scan(int available) throws BadMessage {
    int i = scanned;
    while (i < available) {
      byte b = bytes[i];
      if (b == '\n') {
        if (i == 0 || bytes[i - 1] != '\r') {
          throw BadMessage.malformed("bare LF");
        }
        if (i - lineStart == 1) {
          return i + 1;
        }
        checkLine(i + 1);
        firstLine = false;
        lineStart = i + 1;
      } else if (i > 0 && bytes[i - 1] == '\r') {
        throw BadMessage.malformed("bare CR");
      }
      i++;
    }
    checkLine(available);
    scanned = available;
    return NOT_FOUND;
  }

  private void checkLine(int end) throws BadMessage {
    if (end - lineStart > lineLimit) {
      throw firstLine ? BadMessage.targetTooLong() : BadMessage.headTooLarge("line over the limit");
    }
  }

  private void room(int needed) {
    if (bytes.length < needed) {
      byte[] larger = new byte[Math.min(limit, Math.max(needed, bytes.length * 2))];
      System.arraycopy(bytes, 0, larger, 0, scanned);
      bytes = larger;
    }
  }

  private void reset() {
    scanned = 0;
    lineStart = 0;
    firstLine = true;
  }
}
