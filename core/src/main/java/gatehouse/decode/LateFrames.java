package gatehouse.decode;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Passes over what a client sends to a stream that was reset from here before it knows of that
/// (RFC 9113, sections 5.1 and 5.4.2). The library answers each such frame by a reset and, since
/// resets are bounded, soon by GOAWAY, so that one refused upload would cost the client all its
/// other streams.
///
/// A client that keeps the rules cannot send more than the window that the stream had left, since
/// nothing opens it any more; who sends more meets the library's bound.
final class LateFrames {
  /// How many streams are remembered, which is 8 KiB; of older ones nothing should be on its way.
  private static final int MOST_STREAMS = 100;

  /// Frames that take nothing of the window: the end of a body, trailers.
  private static final int MOST_EMPTY = 8;

  private final Map<Integer, Allowance> reset =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Allowance> eldest) {
          return size() > MOST_STREAMS;
        }
      };

  /// Bytes of the frame that is being read, if its stream is none that is open.
  private int astray;

  /// What may still come for one stream.
  private static final class Allowance {
    private int bytes;
    private int empty = MOST_EMPTY;

    Allowance(int bytes) {
      this.bytes = bytes;
    }

    boolean covers(int frame) {
      if (frame == 0) {
        return --empty >= 0;
      }
      bytes -= frame;
      return bytes >= 0;
    }
  }

  /// The flow control of a connection, which sees each frame's bytes first.
  final class Window extends DefaultHttp2LocalFlowController {
    Window(Http2Connection connection) {
      super(connection);
    }

    @Override
    public void receiveFlowControlledFrame(
        @Nullable Http2Stream stream, ByteBuf data, int padding, boolean endOfStream)
        throws Http2Exception {
      astray = stream == null ? data.readableBytes() + padding : 0;
      super.receiveFlowControlledFrame(stream, data, padding, endOfStream);
    }
  }

  /// The encoder of a connection, through which each reset passes.
  final class Encoder extends DecoratingHttp2ConnectionEncoder {
    Encoder(Http2ConnectionEncoder encoder) {
      super(encoder);
    }

    @Override
    public ChannelFuture writeRstStream(
        ChannelHandlerContext ctx, int id, long error, ChannelPromise promise) {
      Http2Stream stream = connection().stream(id);
      if (stream != null) {
        reset.put(id, new Allowance(connection().local().flowController().windowSize(stream)));
      } else if (error == Http2Error.STREAM_CLOSED.code() && passesOver(id)) {
        return promise.setSuccess();
      }
      return super.writeRstStream(ctx, id, error, promise);
    }
  }

  private boolean passesOver(int stream) {
    Allowance allowance = reset.get(stream);
    int frame = astray;
    astray = 0;
    return allowance != null && allowance.covers(frame);
  }
}
