package gatehouse.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// What stands around the pieces of a chunked body (RFC 9112, section 7.1) when we write one.
public final class ChunkFraming {
  private static final ByteBuf LINE_END = constant("\r\n");
  private static final ByteBuf LAST = constant("0\r\n\r\n");

  private ChunkFraming() {}

  /// What comes before a piece.
  ///
  /// @param size of the piece in bytes, at least 1
  public static ByteBuf before(int size, ByteBufAllocator allocator) {
    String digits = Integer.toHexString(size);
    ByteBuf line = allocator.directBuffer(digits.length() + 2);
    line.writeCharSequence(digits, StandardCharsets.US_ASCII);
    line.writeShort('\r' << 8 | '\n');
    return line;
  }

  /// What comes after a piece.
  public static ByteBuf after() {
    return LINE_END.duplicate();
  }

  /// What ends a body without trailers.
  public static ByteBuf last() {
    return LAST.duplicate();
  }

  private static ByteBuf constant(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    return Unpooled.unreleasableBuffer(direct).asReadOnly();
  }
}
