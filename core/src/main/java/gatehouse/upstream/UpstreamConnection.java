package gatehouse.upstream;

import gatehouse.decode.BadMessage;
import gatehouse.decode.BodyReader;
import gatehouse.decode.ResponseHead;
import gatehouse.decode.ResponseReader;
import gatehouse.loop.Deadline;
import gatehouse.spi.Headers;
import gatehouse.spi.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection to a service. Serves one exchange at a time; between two of them it lies
/// in the pool, and anything it hears there ends it.
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private enum State {
    IDLE,
    HEAD,
    BODY,
    TUNNEL,
    CLOSED
  }

  private final UpstreamPool pool;
  private final Origin origin;
  private final Channel channel;
  private final RequestWriter writer;
  private final ResponseReader reader = new ResponseReader();
  private final Deadline deadline;
  private State state = State.IDLE;
  private ByteBuf pending = Unpooled.EMPTY_BUFFER;
  private @Nullable UpstreamListener listener;
  private String method = "";
  private BodyReader body = new BodyReader(0);
  private boolean reusable;
  private boolean requestWritten;
  private boolean paused;
  private boolean advancing;
  private boolean ended;
  private boolean endTold;
  private int served;
  private long readTimeout;
  private long writeTimeout;

  UpstreamConnection(UpstreamPool pool, Origin origin, Channel channel) {
    this.pool = pool;
    this.origin = origin;
    this.channel = channel;
    this.writer = new RequestWriter(channel);
    this.deadline = new Deadline(channel.eventLoop(), this::onDeadline);
  }

  /// Where the connection goes to.
  public Origin origin() {
    return origin;
  }

  /// The address it is connected to.
  public IpAddress address() {
    return IpAddress.of(remote().getAddress().getAddress());
  }

  /// The port it is connected to.
  public int port() {
    return remote().getPort();
  }

  private InetSocketAddress remote() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /// How many exchanges it has served before the current one.
  public int served() {
    return served - 1;
  }

  /// Takes the connection for an exchange.
  ///
  /// @param method of the request, which decides whether its answer has a body
  /// @param readNanos the longest pause between two reads
  /// @param writeNanos the longest pause between two writes
  void take(UpstreamListener by, String method, long readNanos, long writeNanos) {
    listener = by;
    this.method = method;
    readTimeout = readNanos;
    writeTimeout = writeNanos;
    state = State.HEAD;
    requestWritten = false;
    paused = false;
    served++;
    deadline.clear();
  }

  /// Writes the head of the request, without letting it leave yet.
  public void writeHead(ByteBuf head, boolean chunkedBody) {
    writer.head(head, chunkedBody);
    deadline.inNanos(writeTimeout);
  }

  /// Writes a piece of the body and takes the buffer over.
  public void writeChunk(ByteBuf chunk) {
    writer.chunk(chunk);
    if (state == State.TUNNEL) {
      deadline.inNanos(readTimeout);
    } else if (!requestWritten) {
      deadline.inNanos(writeTimeout);
    }
  }

  /// Ends the request; the answer's time runs from here.
  public void writeEnd(@Nullable Headers trailers) {
    writer.end(trailers);
    requestWritten = true;
    flush();
    if (!paused && (state == State.HEAD || state == State.BODY)) {
      deadline.inNanos(readTimeout);
    }
  }

  /// Makes buffers for what is written here.
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /// Lets what was written leave.
  public void flush() {
    pool.flushes().soon(channel);
  }

  /// Whether more should be written now.
  public boolean writable() {
    return channel.isWritable();
  }

  /// Stops reading the answer until [#resume].
  public void pause() {
    if (!paused) {
      paused = true;
      deadline.clear();
      channel.config().setAutoRead(false);
    }
  }

  /// Goes on reading the answer.
  public void resume() {
    if (paused) {
      paused = false;
      if (state != State.TUNNEL) {
        deadline.inNanos(readTimeout);
      }
      channel.config().setAutoRead(true);
      advance();
    }
  }

  /// Both directions carry bytes from now on, until one side ends the connection or none of them
  /// says anything for as long as the service may be silent.
  public void tunnel() {
    state = State.TUNNEL;
    deadline.inNanos(readTimeout);
    writer.raw();
  }

  /// Gives the connection up; nothing more is heard of it.
  public void close() {
    listener = null;
    state = State.CLOSED;
    paused = false;
    deadline.close();
    channel.close();
    advance();
  }

  boolean usable() {
    return state == State.IDLE && channel.isActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf in = (ByteBuf) msg;
    if (state == State.CLOSED || state == State.IDLE) {
      // Bytes that nobody asked for must not become part of somebody's answer.
      in.release();
      close();
      return;
    }
    if (pending.isReadable()) {
      pending = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), pending, in);
    } else {
      pending.release();
      pending = in;
    }
    advance();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.onReadComplete();
    }
  }

  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    try {
      boolean moved = true;
      while (moved && !paused) {
        moved = step();
      }
    } catch (BadMessage e) {
      fail(new Failure(Failure.Kind.INVALID, e.reason()));
    } finally {
      advancing = false;
    }
    if (ended && !paused && !endTold) {
      endTold = true;
      onEndOfConnection();
      pending.skipBytes(pending.readableBytes());
    }
    if (!pending.isReadable()) {
      pending.release();
      pending = Unpooled.EMPTY_BUFFER;
    }
  }

  private boolean step() throws BadMessage {
    return switch (state) {
      case HEAD -> readHead();
      case BODY -> readBody();
      case TUNNEL -> {
        if (!pending.isReadable()) {
          yield false;
        }
        ByteBuf all = pending;
        pending = Unpooled.EMPTY_BUFFER;
        deadline.inNanos(readTimeout);
        listener().onChunk(all);
        yield true;
      }
      case IDLE, CLOSED -> {
        pending.skipBytes(pending.readableBytes());
        yield false;
      }
    };
  }

  private boolean readHead() throws BadMessage {
    ResponseHead head = pending.isReadable() ? reader.read(pending, method) : null;
    if (head == null) {
      return false;
    }
    if (requestWritten) {
      deadline.inNanos(readTimeout);
    }
    if (!head.interim()) {
      state = State.BODY;
      reusable = head.keepAlive();
      body = new BodyReader(head.length());
    }
    listener().onHead(head);
    return true;
  }

  private boolean readBody() throws BadMessage {
    ByteBuf piece = body.read(pending);
    if (piece != null) {
      deadline.inNanos(readTimeout);
      listener().onChunk(piece);
      return true;
    }
    if (body.done()) {
      finish();
      return true;
    }
    return false;
  }

  private void finish() {
    UpstreamListener hears = listener();
    Headers trailers = body.trailers();
    deadline.clear();
    listener = null;
    boolean again = reusable && requestWritten && !pending.isReadable() && channel.isActive();
    if (again) {
      state = State.IDLE;
      pool.put(this);
    } else {
      state = State.CLOSED;
      channel.close();
    }
    hears.onEnd(trailers);
  }

  private void fail(Failure failure) {
    UpstreamListener hears = listener;
    close();
    if (hears != null) {
      hears.onFailure(failure);
    }
  }

  private void onDeadline() {
    if (state == State.IDLE) {
      close();
    } else if (listener != null) {
      fail(
          new Failure(
              Failure.Kind.TIMEOUT, requestWritten ? "no answer in time" : "not read in time"));
    }
  }

  void idleFor(long nanos) {
    deadline.inNanos(nanos);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && listener != null) {
      listener.onWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    pool.remove(this);
    // What arrived before the end is told first, even if the client is too slow for it now.
    advance();
  }

  private void onEndOfConnection() {
    deadline.close();
    if (state == State.BODY && body.endsWithConnection()) {
      reusable = false;
      finish();
    } else if (state == State.TUNNEL && listener != null) {
      UpstreamListener hears = listener;
      listener = null;
      hears.onEnd(null);
    } else {
      fail(new Failure(Failure.Kind.CLOSED, "closed before the answer was complete"));
    }
    state = State.CLOSED;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(new Failure(Failure.Kind.CLOSED, cause.toString()));
  }

  private UpstreamListener listener() {
    return Objects.requireNonNull(listener);
  }
}
