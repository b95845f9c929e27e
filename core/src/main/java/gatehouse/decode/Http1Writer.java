package gatehouse.decode;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes the answers of one HTTP/1 connection. What frames an answer is decided here and nowhere
/// else, so the fields it is given hold neither Content-Length nor Transfer-Encoding nor
/// Connection.
final class Http1Writer {

  private final HeadWriter heads;
  private @Nullable ChannelHandlerContext context;
  private boolean http11 = true;
  private boolean headRequest;
  private boolean chunked;
  private boolean bodiless;
  private int headBytes;
  private boolean endsWithConnection;

  Http1Writer(HeadWriter heads) {
    this.heads = heads;
  }

  void context(ChannelHandlerContext context) {
    this.context = context;
  }

  /// The answers from now on are to this request.
  void begin(RequestHead request) {
    http11 = request.version().equals("1.1");
    headRequest = request.method().equals("HEAD");
    chunked = false;
  }

  /// The answer from now on is to a request that could not be read.
  void beginUnread() {
    http11 = true;
    headRequest = false;
    chunked = false;
  }

  void interim(int status, Headers headers) {
    if (http11) {
      write(heads.response(status).fields(headers).end(ctx().alloc()));
    }
  }

  /// Writes the head and tells whether the connection can be used again after this answer.
  boolean head(int status, Headers headers, long length, boolean keepAlive, boolean last) {
    bodiless = headRequest || status < 200 || status == 204 || status == 304;
    heads.response(status).fields(headers);
    boolean keep = keepAlive;
    chunked = false;
    if (length >= 0) {
      if (status >= 200 && status != 204) {
        heads.field("Content-Length", length);
      }
    } else if (!bodiless && last) {
      heads.field("Content-Length", 0);
    } else if (!bodiless && http11) {
      chunked = true;
      heads.field("Transfer-Encoding", "chunked");
    } else if (!bodiless) {
      endsWithConnection = true;
      keep = false;
    }
    if (status != 101) {
      if (!keep) {
        heads.field("Connection", "close");
      } else if (!http11) {
        heads.field("Connection", "keep-alive");
      }
    }
    ByteBuf head = heads.end(ctx().alloc());
    headBytes = head.readableBytes();
    write(head);
    return keep;
  }

  /// Bytes of the head that was written last.
  int headBytes() {
    return headBytes;
  }

  /// Whether the end of the answer under way is the end of the connection.
  boolean endsWithConnection() {
    return endsWithConnection;
  }

  void chunk(ByteBuf chunk) {
    if (bodiless || !chunk.isReadable()) {
      chunk.release();
      return;
    }
    if (!chunked) {
      write(chunk);
      return;
    }
    write(ChunkFraming.before(chunk.readableBytes(), ctx().alloc()));
    write(chunk);
    write(ChunkFraming.after());
  }

  void end(@Nullable Headers trailers) {
    if (!chunked) {
      return;
    }
    if (trailers == null || trailers.size() == 0) {
      write(ChunkFraming.last());
    } else {
      write(heads.trailers().fields(trailers).end(ctx().alloc()));
    }
  }

  /// What is written from now on is not framed.
  void raw() {
    chunked = false;
    bodiless = false;
  }

  private void write(ByteBuf bytes) {
    ctx().write(bytes);
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(context);
  }
}
