package gatehouse.listen;

import gatehouse.decode.Connection;
import gatehouse.decode.ExchangeStarter;
import gatehouse.decode.Http2Connection;
import gatehouse.model.Settings;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/// Puts HTTP/2 on a connection, with every bound that keeps one client from costing more than
/// others.
final class Http2Start {
  private static final int RESET_WINDOW_SECONDS = 10;

  /// CVE-2019-9512 and its kin: answers to pings and settings that the client does not take.
  private static final int MOST_QUEUED_CONTROL_FRAMES = 1000;

  /// CVE-2019-9518: frames that carry nothing.
  private static final int MOST_EMPTY_FRAMES = 16;

  private Http2Start() {}

  static void start(
      Channel channel, Settings settings, ExchangeStarter starter, Connection connection) {
    Settings.Limits limits = settings.limits();
    Http2Settings ours =
        new Http2Settings()
            .maxConcurrentStreams(limits.http2Streams())
            .maxHeaderListSize(limits.http2HeaderList());
    channel
        .pipeline()
        .addLast(
            "frames",
            Http2FrameCodecBuilder.forServer()
                .initialSettings(ours)
                .validateHeaders(true)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_FRAMES)
                .decoderEnforceMaxRstFramesPerWindow(limits.http2Resets(), RESET_WINDOW_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(limits.http2Resets(), RESET_WINDOW_SECONDS)
                .encoderEnforceMaxQueuedControlFrames(MOST_QUEUED_CONTROL_FRAMES)
                .gracefulShutdownTimeoutMillis(settings.drainTimeout().toMillis())
                .build());
    channel.pipeline().addLast("http", new Http2Connection(settings, starter, connection));
  }
}
