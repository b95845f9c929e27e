package gatehouse.decode;

import gatehouse.model.Settings;
import io.netty.channel.ChannelPipeline;
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

  private Http2Frames() {}

  /// Adds the framing at the end of a pipeline.
  public static Http2FrameCodec add(ChannelPipeline pipeline, Settings settings) {
    Settings.Limits limits = settings.limits();
    Http2Settings ours =
        new Http2Settings()
            .maxConcurrentStreams(limits.http2Streams())
            .maxHeaderListSize(limits.http2HeaderList());
    Http2FrameCodec frames =
        Http2FrameCodecBuilder.forServer()
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
}
