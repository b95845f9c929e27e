package gatehouse.decode;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What an exchange hears from its client, on its loop.
public interface ClientListener {
  /// A piece of the body; the listener owns it now.
  void onChunk(ByteBuf chunk);

  /// The body is complete.
  void onEnd(@Nullable Headers trailers);

  /// The rest of the body is broken or too slow.
  void onBadBody(BadMessage reason);

  /// The client has left; nothing can be sent any more.
  void onGone();

  /// Nothing more should be written until [#onWritable].
  void onUnwritable();

  /// More may be written again.
  void onWritable();
}
