package gatehouse.listen;

import gatehouse.decode.Drain;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers a TLS handshake with the certificate that fits the name asked for, then hands the
/// connection to the protocol that was agreed on.
final class ServerHandshake extends SniHandler {
  private static final int MOST_HELLO = 16 << 10;

  private final ConnectionStart start;
  private final Duration patience;

  ServerHandshake(
      ConnectionStart start, Supplier<ServerCertificates> certificates, Duration patience) {
    super(
        (String name, Promise<SslContext> promise) -> choose(certificates, name, promise),
        MOST_HELLO,
        patience.toMillis());
    this.start = start;
    this.patience = patience;
  }

  private static Future<SslContext> choose(
      Supplier<ServerCertificates> certificates,
      @Nullable String name,
      Promise<SslContext> promise) {
    return promise.setSuccess(certificates.get().find(name));
  }

  @Override
  protected void replaceHandler(ChannelHandlerContext ctx, String hostname, SslContext context)
      throws Exception {
    SslHandler handler = context.newHandler(ctx.alloc());
    handler.setHandshakeTimeoutMillis(patience.toMillis());
    ctx.pipeline().addAfter(ctx.name(), "done", new Done(start, handler, hostname));
    ctx.pipeline().replace(this, "tls", handler);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == Drain.NOW) {
      ctx.close();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  /// Waits for the end of the handshake.
  private static final class Done extends ChannelInboundHandlerAdapter {
    private final ConnectionStart start;
    private final SslHandler handler;
    private final @Nullable String name;

    Done(ConnectionStart start, SslHandler handler, @Nullable String name) {
      this.start = start;
      this.handler = handler;
      this.name = name;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
          start.secured(ctx.channel(), handler, name);
          ctx.pipeline().remove(this);
        } else {
          ctx.close();
        }
      } else if (event == Drain.NOW) {
        ctx.close();
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // A client that speaks no TLS, or none that is allowed: it learns that from the alert.
      ctx.close();
    }
  }
}
