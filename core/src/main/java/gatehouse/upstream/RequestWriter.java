package gatehouse.upstream;

import gatehouse.decode.HeadWriter;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes one request after the other to a service, framed as its head says.
final class RequestWriter {
  private static final ByteBuf LINE_END = constant("\r\n");
  private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");

  private final Channel channel;
  private boolean chunked;

  RequestWriter(Channel channel) {
    this.channel = channel;
  }

  void head(ByteBuf head, boolean chunkedBody) {
    chunked = chunkedBody;
    channel.write(head, channel.voidPromise());
  }

  void chunk(ByteBuf chunk) {
    if (!chunk.isReadable()) {
      chunk.release();
    } else if (chunked) {
      String size = Integer.toHexString(chunk.readableBytes());
      ByteBuf line = channel.alloc().directBuffer(size.length() + 2);
      line.writeCharSequence(size, StandardCharsets.US_ASCII);
      line.writeShort('\r' << 8 | '\n');
      channel.write(line, channel.voidPromise());
      channel.write(chunk, channel.voidPromise());
      channel.write(LINE_END.duplicate(), channel.voidPromise());
    } else {
      channel.write(chunk, channel.voidPromise());
    }
  }

  void end(@Nullable Headers trailers) {
    if (!chunked) {
      return;
    }
    if (trailers == null) {
      channel.write(LAST_CHUNK.duplicate(), channel.voidPromise());
    } else {
      ByteBuf last = new HeadWriter().trailers().fields(trailers).end(channel.alloc());
      channel.write(last, channel.voidPromise());
    }
  }

  void raw() {
    chunked = false;
  }

  private static ByteBuf constant(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes))
        .asReadOnly();
  }
}
