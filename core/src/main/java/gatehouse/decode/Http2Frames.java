package gatehouse.decode;

import gatehouse.model.Settings;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/// Puts the framing of HTTP/2 on a connection, with every bound that keeps one client from costing
/// more than others.
public final class Http2Frames {
  private static final int RESET_WINDOW_SECONDS = 10;

  /// CVE-2019-9512 and its kin: answers to pings and settings that the client does not take.
  private static final int MOST_QUEUED_CONTROL_FRAMES = 1000;

  /// CVE-2019-9518: frames that carry nothing.
  private static final int MOST_EMPTY_FRAMES = 16;

  /// How many streams too many a client may open before it has read how many it may: it is to
  /// assume a hundred (RFC 9113, section 6.5.2). They are refused one by one, since what follows
  /// their heads would not be understood if the library had never opened them.
  private static final int MOST_UNAWARE = 100;

  private Http2Frames() {}

  /// Adds the framing at the end of a pipeline.
  public static Http2FrameCodec add(ChannelPipeline pipeline, Settings settings) {
    Settings.Limits limits = settings.limits();
    Http2Settings ours =
        new Http2Settings()
            .maxConcurrentStreams(limits.http2Streams())
            .maxHeaderListSize(limits.http2HeaderList());
    Http2FrameCodec frames =
        new Builder()
            .initialSettings(ours)
            .validateHeaders(true)
            .decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_FRAMES)
            .decoderEnforceMaxRstFramesPerWindow(limits.http2Resets(), RESET_WINDOW_SECONDS)
            .encoderEnforceMaxRstFramesPerWindow(limits.http2Resets(), RESET_WINDOW_SECONDS)
            .encoderEnforceMaxQueuedControlFrames(MOST_QUEUED_CONTROL_FRAMES)
            .gracefulShutdownTimeoutMillis(settings.drainTimeout().toMillis())
            .build();
    pipeline.addLast("frames", frames);
    return frames;
  }

  /// The library's, but for frames that come late.
  private static final class Builder extends Http2FrameCodecBuilder {
    private final LateFrames late = new LateFrames();

    Builder() {
      Http2Connection connection = new DefaultHttp2Connection(true);
      connection.local().flowController(late.new Window(connection));
      connection(connection);
    }

    @Override
    protected Http2FrameCodec build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings ours) {
      Http2Connection.Endpoint<?> client = encoder.connection().remote();
      // When the client has acknowledged our settings, the library sets its own number again.
      client.maxActiveStreams(client.maxActiveStreams() + MOST_UNAWARE);
      return super.build(decoder, late.new Encoder(encoder), ours);
    }
  }
}
