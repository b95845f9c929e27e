package gatehouse.decode;

import gatehouse.loop.Deadline;
import gatehouse.model.Settings;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream.State;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One stream of an HTTP/2 connection: one exchange. What the client sends and the exchange does
/// not want yet is bounded by the flow-control window, which only opens for what was taken.
final class Http2Stream implements ClientStream {
  private static final long HIGH_MARK = 256 << 10;
  private static final long LOW_MARK = 64 << 10;

  /// For how long a client may notice that it has its answer before the rest of its request is
  /// refused; some that are told at once drop the answer.
  private static final long LINGER_NANOS = 2_000_000_000L;

  private final Http2Connection connection;
  private final Http2FrameStream stream;
  private final Settings.Timeouts timeouts;
  private final Deadline deadline;
  private final ArrayDeque<Http2DataFrame> waiting = new ArrayDeque<>(0);
  private @Nullable ClientListener listener;
  private @Nullable Headers trailers;
  private @Nullable ChannelFuture lastWrite;
  private boolean requestEnded;
  private boolean endTold;
  private boolean bodyWanted;
  private boolean continueOwed;
  private boolean headRequest;
  private boolean bodiless;
  private boolean answered;
  private boolean gone;
  private boolean stalled;
  private boolean delivering;
  private long unsent;
  private long unsentBefore;
  private int headBytes;

  Http2Stream(
      Http2Connection connection,
      Http2FrameStream stream,
      Settings.Timeouts timeouts,
      boolean requestEnded) {
    this.connection = connection;
    this.stream = stream;
    this.timeouts = timeouts;
    this.requestEnded = requestEnded;
    this.endTold = requestEnded;
    this.deadline = new Deadline(connection.ctx().executor(), this::onDeadline);
  }

  int id() {
    return stream.id();
  }

  /// Bytes of the request's head.
  int headBytes() {
    return headBytes;
  }

  void begin(RequestHead head, ExchangeStarter starter, Connection from) {
    headBytes = head.bytes();
    headRequest = head.method().equals("HEAD");
    continueOwed = head.expectsContinue() && head.hasBody();
    endTold = !head.hasBody();
    ClientListener begun = starter.begin(head, this, from);
    if (!answered && !gone) {
      listener = begun;
      deliver();
    }
  }

  void onData(Http2DataFrame frame) {
    requestEnded |= frame.isEndStream();
    if (answered || gone) {
      take(frame);
      frame.release();
      connection.ctx().flush();
      return;
    }
    waiting.add(frame);
    deliver();
  }

  void onTrailers(Http2HeadersFrame frame) {
    try {
      if (!frame.isEndStream()) {
        throw BadMessage.malformed("trailers that do not end the stream");
      }
      trailers = Http2Heads.trailers(frame.headers(), connection.mostFields());
      requestEnded = true;
      deliver();
    } catch (BadMessage e) {
      bad(e);
    }
  }

  private void bad(BadMessage reason) {
    if (listener != null) {
      listener.onBadBody(reason);
    }
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    while (bodyWanted && listener != null && !waiting.isEmpty()) {
      Http2DataFrame frame = waiting.remove();
      take(frame);
      deadline.in(timeouts.body());
      listener.onChunk(frame.content());
    }
    delivering = false;
    if (bodyWanted && waiting.isEmpty() && requestEnded && !endTold && listener != null) {
      endTold = true;
      deadline.clear();
      listener.onEnd(trailers);
    }
    connection.ctx().flush();
  }

  private void take(Http2DataFrame frame) {
    consume(connection.ctx(), stream, frame.initialFlowControlledBytes());
  }

  /// Opens the window again for bytes that were taken.
  static void consume(ChannelHandlerContext ctx, Http2FrameStream stream, int bytes) {
    if (bytes > 0) {
      ctx.write(new DefaultHttp2WindowUpdateFrame(bytes).stream(stream));
    }
  }

  void onGone() {
    if (gone) {
      return;
    }
    gone = true;
    close();
    ClientListener hears = listener;
    listener = null;
    if (hears != null) {
      hears.onGone();
    }
  }

  private void close() {
    deadline.close();
    for (Http2DataFrame frame : waiting) {
      take(frame);
      frame.release();
    }
    waiting.clear();
  }

  @Override
  public void interim(int status, Headers headers) {
    if (!gone) {
      write(new DefaultHttp2HeadersFrame(fields(status, headers, Framing.NONE), false));
      connection.ctx().flush();
    }
  }

  @Override
  public int head(int status, Headers headers, long length, boolean last) {
    bodiless = headRequest || status == 204 || status == 304;
    boolean ends = last || bodiless;
    if (!gone) {
      write(new DefaultHttp2HeadersFrame(fields(status, headers, length), ends));
    }
    if (last) {
      finish();
    }
    return size(headers);
  }

  /// RFC 9113, section 6.5.2: the size of a field before compression, with 32 for its overhead.
  private static int size(Headers headers) {
    int size = 0;
    for (int i = 0; i < headers.size(); i++) {
      size += headers.name(i).length() + headers.value(i).length() + 32;
    }
    return size;
  }

  private static Http2Headers fields(int status, Headers headers, long length) {
    Http2Headers out = new DefaultHttp2Headers(false, headers.size() + 2);
    out.status(Integer.toString(status));
    for (int i = 0; i < headers.size(); i++) {
      out.add(headers.lowerName(i), headers.value(i));
    }
    if (length >= 0 && status != 204) {
      out.add("content-length", Long.toString(length));
    }
    return out;
  }

  @Override
  public void chunk(ByteBuf chunk) {
    if (bodiless || gone || !chunk.isReadable()) {
      chunk.release();
      return;
    }
    data(chunk, false);
  }

  private void data(ByteBuf chunk, boolean ends) {
    int size = chunk.readableBytes();
    unsent += size;
    connection.waiting(size);
    ChannelFuture written =
        connection.ctx().write(new DefaultHttp2DataFrame(chunk, ends).stream(stream));
    lastWrite = written;
    written.addListener(_ -> {
      unsent -= size;
      connection.sent(size);
      onMaybeWritable();
    });
    if (unsent > HIGH_MARK) {
      stall();
    }
  }

  @Override
  public void end(@Nullable Headers trailers) {
    if (!gone && !bodiless) {
      if (trailers == null || trailers.size() == 0) {
        data(Unpooled.EMPTY_BUFFER, true);
      } else {
        Http2Headers out = new DefaultHttp2Headers(false, trailers.size());
        for (int i = 0; i < trailers.size(); i++) {
          out.add(trailers.lowerName(i), trailers.value(i));
        }
        write(new DefaultHttp2HeadersFrame(out, true));
      }
    }
    finish();
  }

  private void finish() {
    answered = true;
    listener = null;
    close();
    ChannelFuture whole = lastWrite;
    if (!gone && !requestEnded && whole != null) {
      Deadline lingering = new Deadline(connection.ctx().executor(), this::refuseRest);
      whole.addListener(_ -> lingering.inNanos(LINGER_NANOS));
    }
    connection.ctx().flush();
    connection.ended(this);
  }

  /// RFC 9113, section 8.1: the answer is whole, the rest of the request is not wanted. A reset
  /// that overtook what flow control holds back would cost the client the answer.
  private void refuseRest() {
    if (stream.state() == State.HALF_CLOSED_LOCAL) {
      connection.reset(stream, Http2Error.NO_ERROR);
    }
  }

  @Override
  public void abort() {
    listener = null;
    answered = true;
    close();
    if (!gone) {
      gone = true;
      connection.reset(stream, Http2Error.INTERNAL_ERROR);
    }
    connection.ended(this);
  }

  @Override
  public void flush() {
    connection.ctx().flush();
  }

  @Override
  public boolean writable() {
    return !stalled && !connection.full() && connection.ctx().channel().isWritable();
  }

  void onMaybeWritable() {
    if (stalled && (unsent == 0 || unsent < LOW_MARK && !connection.full())) {
      stalled = false;
      if (requestEnded) {
        deadline.clear();
      }
    }
    if (listener != null && writable()) {
      listener.onWritable();
    }
  }

  @Override
  public void readBody() {
    if (gone) {
      return;
    }
    if (continueOwed) {
      continueOwed = false;
      interim(100, new Headers());
    }
    bodyWanted = true;
    if (!requestEnded) {
      deadline.in(timeouts.body());
    }
    deliver();
  }

  @Override
  public void pauseBody() {
    bodyWanted = false;
    deadline.clear();
  }

  @Override
  public void tunnel() {
    throw new IllegalStateException("a stream of HTTP/2 can't switch protocols");
  }

  @Override
  public boolean canTunnel() {
    return false;
  }

  /// Too much waits for the client on all streams together. Those that keep it waiting have to get
  /// on, and for the others nothing more is read.
  void onFull() {
    if (unsent > 0) {
      stall();
    }
    if (listener != null) {
      listener.onUnwritable();
    }
  }

  private void stall() {
    if (!stalled) {
      stalled = true;
      watchSending();
    }
  }

  private void watchSending() {
    unsentBefore = unsent;
    deadline.in(timeouts.send());
  }

  private void onDeadline() {
    if (stalled) {
      if (unsent >= unsentBefore) {
        abortForSlowness();
      } else {
        watchSending();
      }
    } else if (bodyWanted && !requestEnded) {
      bad(BadMessage.slow("body stalled"));
    }
  }

  private void abortForSlowness() {
    ClientListener hears = listener;
    abort();
    if (hears != null) {
      hears.onGone();
    }
  }

  private void write(Http2HeadersFrame frame) {
    if (frame instanceof DefaultHttp2HeadersFrame headers) {
      lastWrite = connection.ctx().write(headers.stream(stream));
    }
  }
}
