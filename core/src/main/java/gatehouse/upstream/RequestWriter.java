package gatehouse.upstream;

import gatehouse.decode.ChunkFraming;
import gatehouse.decode.HeadWriter;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// Writes one request after the other to a service, framed as its head says.
final class RequestWriter {

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
      channel.write(
          ChunkFraming.before(chunk.readableBytes(), channel.alloc()), channel.voidPromise());
      channel.write(chunk, channel.voidPromise());
      channel.write(ChunkFraming.after(), channel.voidPromise());
    } else {
      channel.write(chunk, channel.voidPromise());
    }
  }

  void end(@Nullable Headers trailers) {
    if (!chunked) {
      return;
    }
    if (trailers == null) {
      channel.write(ChunkFraming.last(), channel.voidPromise());
    } else {
      ByteBuf last = new HeadWriter().trailers().fields(trailers).end(channel.alloc());
      channel.write(last, channel.voidPromise());
    }
  }

  void raw() {
    chunked = false;
  }
}
