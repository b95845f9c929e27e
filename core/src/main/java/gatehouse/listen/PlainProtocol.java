package gatehouse.listen;

import gatehouse.decode.Drain;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at the first bytes of a plain connection: the preface of HTTP/2 (RFC 9113, section 3.4),
/// or a request of HTTP/1.
final class PlainProtocol extends ChannelInboundHandlerAdapter {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ConnectionStart start;
  private final Duration limit;
  private @Nullable ByteBuf seen;
  private @Nullable ScheduledFuture<?> patience;

  /// @param limit how long the first bytes may take
  PlainProtocol(ConnectionStart start, Duration limit) {
    this.start = start;
    this.limit = limit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    patience = ctx.executor().schedule(() -> ctx.close(), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf in = (ByteBuf) msg;
    ByteBuf all =
        seen == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), seen, in);
    seen = all;
    int compared = Math.min(all.readableBytes(), PREFACE.length);
    boolean same = true;
    for (int i = 0; i < compared && same; i++) {
      same = all.getByte(all.readerIndex() + i) == PREFACE[i];
    }
    if (same && compared < PREFACE.length) {
      return;
    }
    seen = null;
    if (same) {
      start.http2(ctx.channel(), null);
    } else {
      start.http1(ctx.channel(), null);
    }
    ctx.fireChannelRead(all);
    ctx.pipeline().remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (patience != null) {
      patience.cancel(false);
    }
    if (seen != null) {
      seen.release();
      seen = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ctx.pipeline().remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Drain.NOW) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
