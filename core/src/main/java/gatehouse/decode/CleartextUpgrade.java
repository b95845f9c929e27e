package gatehouse.decode;

import gatehouse.model.Settings;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The change from HTTP/1.1 to HTTP/2 without TLS that RFC 7540, section 3.2, describes and curl
/// and nghttp still ask for. It ends here: nothing of it goes to a service.
public final class CleartextUpgrade {
  private static final Logger LOG = LoggerFactory.getLogger(CleartextUpgrade.class);
  private static final HeaderName UPGRADE = HeaderName.of("Upgrade");
  private static final HeaderName CONNECTION = HeaderName.of("Connection");
  private static final HeaderName SETTINGS = HeaderName.of("HTTP2-Settings");
  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade");
  private static final int SETTING_BYTES = 6;
  private static final int MOST_SETTINGS = 32;
  private static final int FIRST_STREAM = 1;
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";

  private final Settings settings;
  private final ExchangeStarter starter;

  public CleartextUpgrade(Settings settings, ExchangeStarter starter) {
    this.settings = settings;
    this.starter = starter;
  }

  /// Whether a request asks for it in full. One with a body does not get it: the body would have to
  /// be read under two protocols at once.
  boolean isWanted(RequestHead head) {
    Headers headers = head.headers();
    String connection = headers.joined(CONNECTION);
    return headers.count(UPGRADE) == 1
        && "h2c".equalsIgnoreCase(headers.get(UPGRADE))
        && connection != null
        && ListValue.has(connection, "upgrade")
        && ListValue.has(connection, "http2-settings")
        && headers.count(SETTINGS) == 1
        && head.version().equals("1.1")
        && !head.hasBody()
        && theirs(headers) != null;
  }

  /// Switches the connection; the request becomes its first stream.
  ///
  /// @param ctx of the HTTP/1 decoder, which is replaced
  /// @param rest what has been read behind the request
  void become(ChannelHandlerContext ctx, RequestHead head, Connection connection, ByteBuf rest) {
    ctx.writeAndFlush(Unpooled.copiedBuffer(SWITCHING, StandardCharsets.US_ASCII));
    ChannelPipeline pipeline = ctx.pipeline();
    Http2FrameCodec frames = Http2Frames.add(pipeline, settings);
    pipeline.addLast("http2", new Http2Connection(settings, starter, connection));
    try {
      frames.onHttpServerUpgrade(Objects.requireNonNull(theirs(head.headers())));
      frames
          .decoder()
          .frameListener()
          .onHeadersRead(pipeline.context(frames), FIRST_STREAM, fields(head), 0, true);
    } catch (Http2Exception e) {
      LOG.debug("upgrade to HTTP/2 failed: {}", e.toString());
      rest.release();
      ctx.close();
      return;
    }
    ctx.fireChannelRead(rest);
    pipeline.remove(ctx.handler());
  }

  private static Http2Headers fields(RequestHead head) {
    Http2Headers fields =
        new DefaultHttp2Headers(false)
            .method(head.method())
            .scheme("http")
            .path(head.target().origin());
    if (head.authority() != null) {
      fields.authority(head.authority().toString());
    }
    for (int i = 0; i < head.headers().size(); i++) {
      String name = head.headers().lowerName(i);
      if (!LEFT_OUT.contains(name) && !name.equals("te")) {
        fields.add(name, head.headers().value(i));
      }
    }
    return fields;
  }

  private static @Nullable Http2Settings theirs(Headers headers) {
    String text = headers.get(SETTINGS);
    if (text == null) {
      return null;
    }
    try {
      ByteBuffer payload = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (payload.remaining() % SETTING_BYTES != 0
          || payload.remaining() > SETTING_BYTES * MOST_SETTINGS) {
        return null;
      }
      Http2Settings settings = new Http2Settings();
      while (payload.hasRemaining()) {
        char id = payload.getChar();
        settings.put(id, (Long) (payload.getInt() & 0xFFFFFFFFL));
      }
      return settings;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
