package gatehouse.decode;

import gatehouse.loop.Deadline;
import gatehouse.model.Settings;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamEvent;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream.State;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/2 client connection. Frames are the library's business; which streams there are, and
/// what belongs to which exchange, is decided here.
public final class Http2Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  /// What the heads of all requests under way may take. Streams are cheap for a client, and a head
  /// lives as long as its exchange: a browser's hundred heads fit, a hundred heads of the largest
  /// size do not.
  private static final long MOST_HEAD_BYTES = 512 << 10;

  /// What may wait for the client on all streams together before no service is read any more.
  private static final long HIGH_MARK = 512 << 10;

  private static final long LOW_MARK = 128 << 10;

  private final Settings settings;
  private final ExchangeStarter starter;
  private final Connection connection;
  private final Http2Heads.Limits limits;
  private final IntObjectMap<Http2Stream> streams = new IntObjectHashMap<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline idle;
  private boolean draining;
  private boolean full;
  private long headBytes;
  private long unsent;

  public Http2Connection(Settings settings, ExchangeStarter starter, Connection connection) {
    this.settings = settings;
    this.starter = starter;
    this.connection = connection;
    this.limits =
        new Http2Heads.Limits(settings.limits().headers(), settings.limits().headerBuffer() / 4);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    idle = new Deadline(ctx.executor(), this::goAway);
    idle.in(settings.timeouts().keepalive());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    switch (msg) {
      case Http2HeadersFrame frame -> onHeaders(frame);
      case Http2DataFrame frame -> onData(frame);
      case Http2ResetFrame frame -> onReset(frame.stream());
      default -> ReferenceCountUtil.release(msg);
    }
  }

  private void onHeaders(Http2HeadersFrame frame) {
    Http2FrameStream id = Objects.requireNonNull(frame.stream());
    Http2Stream known = streams.get(id.id());
    if (known != null) {
      known.onTrailers(frame);
      return;
    }
    if (id.state() == State.HALF_CLOSED_LOCAL) {
      return; // trailers of a request that was answered before they came
    }
    if (streams.size() >= settings.limits().http2Streams()) {
      reset(id, Http2Error.REFUSED_STREAM);
      return;
    }
    Http2Stream stream = new Http2Stream(this, id, settings.timeouts(), frame.isEndStream());
    try {
      RequestHead head = Http2Heads.request(frame.headers(), limits, frame.isEndStream());
      if (headBytes > 0 && headBytes + head.bytes() > MOST_HEAD_BYTES) {
        // RFC 9113, section 8.7: nothing was done, the client may send it again when others are
        // answered.
        starter.malformed(BadMessage.tooManyHeads(), connection);
        reset(id, Http2Error.REFUSED_STREAM);
        return;
      }
      headBytes += head.bytes();
      streams.put(id.id(), stream);
      timer().clear();
      stream.begin(head, starter, connection);
    } catch (BadMessage e) {
      if (e.status() == 400 && e.kind().equals("malformed")) {
        // RFC 9113, section 8.1.1: a malformed request is a stream error.
        starter.malformed(e, connection);
        reset(id, Http2Error.PROTOCOL_ERROR);
      } else {
        streams.put(id.id(), stream);
        starter.refuse(e, stream, connection);
      }
    }
  }

  private void onData(Http2DataFrame frame) {
    Http2FrameStream id = Objects.requireNonNull(frame.stream());
    Http2Stream stream = streams.get(id.id());
    if (stream == null) {
      Http2Stream.consume(ctx(), id, frame.initialFlowControlledBytes());
      ctx().flush();
      frame.release();
    } else {
      stream.onData(frame);
    }
  }

  private void onReset(@Nullable Http2FrameStream id) {
    Http2Stream stream = id == null ? null : streams.get(id.id());
    if (stream != null) {
      ended(stream);
      stream.onGone();
    }
  }

  void reset(Http2FrameStream stream, Http2Error error) {
    ctx().writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
  }

  /// The stream's exchange is over on our side.
  void ended(Http2Stream stream) {
    if (streams.remove(stream.id()) != null) {
      headBytes -= stream.headBytes();
    }
    if (streams.isEmpty()) {
      if (draining) {
        ctx()
            .writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
            .addListener(ChannelFutureListener.CLOSE);
      } else {
        timer().in(settings.timeouts().keepalive());
      }
    }
  }

  /// That much more waits for the client.
  void waiting(int bytes) {
    unsent += bytes;
    if (!full && unsent > HIGH_MARK) {
      full = true;
      List.copyOf(streams.values()).forEach(Http2Stream::onFull);
    }
  }

  /// That much has left, or never will.
  void sent(int bytes) {
    unsent -= bytes;
    if (full && unsent < LOW_MARK) {
      full = false;
      List.copyOf(streams.values()).forEach(Http2Stream::onMaybeWritable);
    }
  }

  /// Whether too much waits for the client for anything to be read for it.
  boolean full() {
    return full;
  }

  ChannelHandlerContext ctx() {
    return Objects.requireNonNull(context);
  }

  int mostFields() {
    return limits.fields();
  }

  private Deadline timer() {
    return Objects.requireNonNull(idle);
  }

  private void goAway() {
    draining = true;
    var written = ctx().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    if (streams.isEmpty()) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      for (Http2Stream stream : List.copyOf(streams.values())) {
        stream.onMaybeWritable();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Drain.NOW) {
      goAway();
    } else if (event instanceof Http2FrameStreamEvent change
        && change.type() == Http2FrameStreamEvent.Type.State
        && change.stream().state() == State.CLOSED) {
      onReset(change.stream());
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer().close();
    for (Http2Stream stream : List.copyOf(streams.values())) {
      stream.onGone();
    }
    streams.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2FrameStreamException stream) {
      reset(stream.stream(), stream.error());
      onReset(stream.stream());
    } else {
      if (cause instanceof Http2Exception) {
        // The client broke the protocol or one of its bounds, and has been told so.
        starter.malformed(BadMessage.malformed(String.valueOf(cause.getMessage())), connection);
      } else if (!(cause instanceof IOException)) {
        LOG.error("connection {} failed", connection.number(), cause);
      }
      ctx.close();
    }
  }
}
