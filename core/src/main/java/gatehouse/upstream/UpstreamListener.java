package gatehouse.upstream;

import gatehouse.decode.ResponseHead;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What an exchange hears from the connection to its service, on its loop.
public interface UpstreamListener {
  /// The name of the service has been looked up; not heard where there was nothing to look up.
  void onResolved();

  /// A connection is there, and the request may be written to it.
  void onConnected(UpstreamConnection connection);

  /// The head of an interim or of the final answer.
  void onHead(ResponseHead head);

  /// A piece of the body; the listener owns it now.
  void onChunk(ByteBuf chunk);

  /// The answer is complete.
  void onEnd(@Nullable Headers trailers);

  /// It is over without a complete answer; nothing more is heard.
  void onFailure(Failure failure);

  /// More of the request may be written again.
  void onWritable();

  /// All that has arrived for now was told.
  void onReadComplete();
}
