package gatehouse.decode;

import gatehouse.loop.Deadline;
import gatehouse.loop.Flushes;
import gatehouse.model.Settings;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1 client connection: reads one request after the other, and writes the answer of each
/// before it looks at the next. It is the [ClientStream] of the exchange under way.
public final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientStream {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

  /// What a client may send ahead while its request is answered.
  private static final int MOST_AHEAD = 64 << 10;

  /// What is thrown away of an unread body so that the connection can be used again.
  private static final int MOST_DISCARDED = 64 << 10;

  private static final long LINGER_NANOS = 2_000_000_000L;

  private enum State {
    /// Between requests, or within a head.
    HEAD,
    /// The body of the request under way has not been read whole.
    BODY,
    /// The request is complete, the answer is not.
    ANSWER,
    /// The answer is complete, the body is not; what is left of it is passed over.
    DISCARD,
    /// The last answer is out; the peer's bytes are passed over so that it can read it.
    LINGER,
    TUNNEL,
    CLOSED
  }

  private final Settings.Timeouts timeouts;
  private final ExchangeStarter starter;
  private final Connection connection;
  private final Flushes flushes;
  private final @Nullable CleartextUpgrade upgrade;
  private final RequestReader reader;
  private final Http1Writer writer;
  private @Nullable StalledClient stalled;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline deadline;
  private State state = State.HEAD;
  private ByteBuf pending = Unpooled.EMPTY_BUFFER;
  private @Nullable ClientListener listener;
  private BodyReader body = new BodyReader(0);
  private boolean continueOwed;
  private boolean bodyWanted;
  private boolean keepAlive = true;
  private boolean draining;
  private boolean advancing;

  /// @param heads the loop's writer of heads
  /// @param flushes of the loop
  /// @param upgrade to HTTP/2 without TLS; null where there is none
  public Http1Connection(
      Settings.Limits limits,
      Settings.Timeouts timeouts,
      ExchangeStarter starter,
      HeadWriter heads,
      Flushes flushes,
      Connection connection,
      @Nullable CleartextUpgrade upgrade) {
    this.upgrade = upgrade;
    this.timeouts = timeouts;
    this.flushes = flushes;
    this.starter = starter;
    this.connection = connection;
    this.reader = new RequestReader(limits.headerBuffer(), limits.headers());
    this.writer = new Http1Writer(heads);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    writer.context(ctx);
    deadline = new Deadline(ctx.executor(), this::onDeadline);
    deadline.in(timeouts.header());
    stalled = new StalledClient(ctx.channel(), deadline, timeouts.send());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer().close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf in = (ByteBuf) msg;
    if (state == State.CLOSED) {
      in.release();
      return;
    }
    pending =
        pending.isReadable()
            ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), pending, in)
            : replacePending(in);
    advance();
  }

  private ByteBuf replacePending(ByteBuf in) {
    pending.release();
    return in;
  }

  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    try {
      boolean moved = true;
      while (moved) {
        moved = step();
      }
    } catch (BadMessage e) {
      refuse(e);
    } finally {
      advancing = false;
    }
    if (!pending.isReadable()) {
      pending = replacePending(Unpooled.EMPTY_BUFFER);
    }
  }

  private boolean step() throws BadMessage {
    return switch (state) {
      case HEAD -> readHead();
      case BODY -> readBodyPiece();
      case ANSWER -> {
        if (pending.readableBytes() > MOST_AHEAD) {
          ctx().channel().config().setAutoRead(false);
        }
        yield false;
      }
      case DISCARD -> discard();
      case TUNNEL -> passTunnel();
      case LINGER, CLOSED -> {
        pending.skipBytes(pending.readableBytes());
        yield false;
      }
    };
  }

  private boolean readHead() throws BadMessage {
    boolean wasStarted = reader.started();
    RequestHead head = pending.isReadable() ? reader.read(pending) : null;
    if (head == null) {
      if (reader.started() && !wasStarted) {
        timer().in(timeouts.header());
      }
      return false;
    }
    timer().clear();
    if (upgrade != null && upgrade.isWanted(head)) {
      state = State.CLOSED;
      ByteBuf rest = pending;
      pending = Unpooled.EMPTY_BUFFER;
      upgrade.become(ctx(), head, connection, rest);
      return false;
    }
    body = new BodyReader(head.length());
    continueOwed = head.expectsContinue() && head.hasBody();
    bodyWanted = false;
    keepAlive = !draining && head.keepsAlive();
    state = head.hasBody() ? State.BODY : State.ANSWER;
    writer.begin(head);
    ClientListener begun = starter.begin(head, this, connection);
    // The answer may already be complete, and then this exchange hears nothing more.
    if (state == State.BODY || state == State.ANSWER || state == State.TUNNEL) {
      listener = begun;
      if (state == State.ANSWER && !ctx().channel().isWritable()) {
        // Until the client has read the answer before this one, nothing is written.
        sending().begin();
      }
    }
    return true;
  }

  private boolean readBodyPiece() throws BadMessage {
    ClientListener hears = listener;
    if (!bodyWanted || hears == null) {
      return false;
    }
    ByteBuf piece;
    try {
      piece = body.read(pending);
    } catch (BadMessage e) {
      keepAlive = false;
      hears.onBadBody(e);
      return false;
    }
    if (piece != null) {
      timer().in(timeouts.body());
      hears.onChunk(piece);
      return true;
    }
    if (body.done()) {
      timer().clear();
      state = State.ANSWER;
      hears.onEnd(body.trailers());
      return true;
    }
    return false;
  }

  private boolean discard() throws BadMessage {
    ByteBuf piece = body.read(pending);
    if (piece != null) {
      piece.release();
      return true;
    }
    if (body.done()) {
      next();
      return true;
    }
    return false;
  }

  private boolean passTunnel() {
    if (!pending.isReadable() || listener == null) {
      return false;
    }
    ByteBuf all = pending;
    pending = Unpooled.EMPTY_BUFFER;
    listener.onChunk(all);
    return true;
  }

  private void refuse(BadMessage reason) {
    listener = null;
    keepAlive = false;
    state = State.ANSWER;
    body = new BodyReader(0);
    // What was sent behind the unreadable part can't be told apart from it: nothing of it is read.
    pending.skipBytes(pending.readableBytes());
    writer.beginUnread();
    starter.refuse(reason, this, connection);
  }

  @Override
  public void interim(int status, Headers headers) {
    writer.interim(status, headers);
    ctx().flush();
  }

  @Override
  public int head(int status, Headers headers, long length, boolean last) {
    keepAlive = keepAlive && !draining && bodyCanBePassedOver();
    keepAlive = writer.head(status, headers, length, keepAlive, last);
    int bytes = writer.headBytes();
    if (last) {
      finish();
    }
    return bytes;
  }

  private boolean bodyCanBePassedOver() {
    if (state != State.BODY) {
      return true;
    }
    // A client that waits for 100 Continue may or may not send the body: no telling what comes
    // next.
    return !continueOwed && body.left() >= 0 && body.left() <= MOST_DISCARDED;
  }

  @Override
  public void chunk(ByteBuf chunk) {
    writer.chunk(chunk);
    if (!ctx().channel().isWritable() && state != State.BODY) {
      sending().begin();
    }
  }

  @Override
  public void end(@Nullable Headers trailers) {
    if (state == State.TUNNEL) {
      closeAfterFlush();
      return;
    }
    writer.end(trailers);
    finish();
  }

  private void finish() {
    listener = null;
    timer().clear();
    boolean bodyRead = state == State.ANSWER;
    if (!keepAlive) {
      if (bodyRead && !pending.isReadable()) {
        closeAfterFlush();
      } else {
        linger();
      }
      return;
    }
    if (advancing) {
      // A client that has ended its side loses the connection as soon as this read is over.
      ctx().flush();
    } else {
      flushes.soon(ctx().channel());
    }
    if (bodyRead) {
      next();
    } else {
      state = State.DISCARD;
      ctx().channel().config().setAutoRead(true);
      timer().in(timeouts.body());
    }
    advance();
  }

  private void next() {
    if (draining) {
      closeAfterFlush();
      return;
    }
    state = State.HEAD;
    timer().in(timeouts.keepalive());
    ctx().channel().config().setAutoRead(true);
  }

  private void closeAfterFlush() {
    state = State.CLOSED;
    ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /// RFC 9112, section 9.6: closing at once would reset the connection under an answer that the
  /// client has not read, if bytes of it are still unread here.
  private void linger() {
    state = State.LINGER;
    timer().inNanos(LINGER_NANOS);
    ctx().channel().config().setAutoRead(true);
    ctx()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          if (ctx().channel() instanceof DuplexChannel duplex && connection.tls() == null) {
            duplex.shutdownOutput();
          }
        });
    advance();
  }

  @Override
  public void abort() {
    listener = null;
    state = State.CLOSED;
    if (writer.endsWithConnection()) {
      // Here a close would say that the answer is complete, so the client gets a reset.
      ctx().channel().config().setOption(ChannelOption.SO_LINGER, 0);
      ctx().close();
    } else {
      ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void flush() {
    ctx().flush();
  }

  @Override
  public boolean writable() {
    return ctx().channel().isWritable();
  }

  @Override
  public void readBody() {
    if (state != State.BODY && state != State.TUNNEL) {
      return;
    }
    if (continueOwed) {
      continueOwed = false;
      interim(100, new Headers());
    }
    bodyWanted = true;
    if (state == State.BODY) {
      timer().in(timeouts.body());
    }
    ctx().channel().config().setAutoRead(true);
    advance();
  }

  @Override
  public void pauseBody() {
    if (state == State.BODY || state == State.TUNNEL) {
      bodyWanted = false;
      timer().clear();
      ctx().channel().config().setAutoRead(false);
    }
  }

  @Override
  public void tunnel() {
    state = State.TUNNEL;
    timer().clear();
    writer.raw();
    ctx().channel().config().setAutoRead(true);
    if (!advancing) {
      advance();
    }
  }

  @Override
  public boolean canTunnel() {
    return true;
  }

  private void onDeadline() {
    switch (state) {
      case HEAD -> {
        if (reader.started()) {
          refuse(BadMessage.slow("head not complete in time"));
        } else {
          closeAfterFlush();
        }
      }
      case BODY -> {
        if (listener != null) {
          keepAlive = false;
          listener.onBadBody(BadMessage.slow("body stalled"));
        }
      }
      case ANSWER, TUNNEL -> sending().check();
      case DISCARD, LINGER, CLOSED -> ctx().close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && listener != null) {
      if (state != State.BODY) {
        timer().clear();
      }
      listener.onWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Drain.NOW) {
      draining = true;
      if (state == State.HEAD && !reader.started()) {
        closeAfterFlush();
      }
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer().close();
    state = State.CLOSED;
    pending = replacePending(Unpooled.EMPTY_BUFFER);
    ClientListener gone = listener;
    listener = null;
    if (gone != null) {
      gone.onGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset or a broken TLS record leaves nobody to tell; anything else is a bug of ours.
    if (!(cause instanceof IOException)) {
      LOG.error("connection {} failed", connection.number(), cause);
    }
    ctx.close();
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(context);
  }

  private StalledClient sending() {
    return Objects.requireNonNull(stalled);
  }

  private Deadline timer() {
    return Objects.requireNonNull(deadline);
  }
}
