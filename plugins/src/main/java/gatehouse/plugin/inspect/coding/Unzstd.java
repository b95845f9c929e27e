package gatehouse.plugin.inspect.coding;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undecodable;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undoing;
import gatehouse.spi.BodyFilter.Output;
import java.nio.ByteBuffer;

/// Undoes `zstd` (RFC 8878), with windows of at most 8 MiB (RFC 9659, section 3).
final class Unzstd implements Undoing {
  private static final int PIECE = 16384;
  static final int WINDOW_LOG = 23;

  private final ZstdDecompressCtx context = new ZstdDecompressCtx().setLongMax(WINDOW_LOG);
  private final ByteBuffer in = ByteBuffer.allocateDirect(PIECE);
  private final ByteBuffer out = ByteBuffer.allocateDirect(PIECE);
  private final byte[] plain = new byte[PIECE];
  private boolean complete;

  @Override
  public void feed(byte[] bytes, int from, int to, Output output) {
    int at = from;
    while (at < to) {
      in.clear();
      int size = Math.min(in.remaining(), to - at);
      in.put(bytes, at, size).flip();
      at += size;
      boolean full = false;
      while (in.hasRemaining() || full) {
        full = step(output);
      }
    }
  }

  /// One step; whether there may be more without more to read.
  private boolean step(Output output) {
    out.clear();
    try {
      complete = context.decompressDirectByteBufferStream(out, in);
    } catch (ZstdException _) {
      throw new Undecodable("it is not what its coding says");
    }
    int size = out.position();
    out.flip().get(plain, 0, size);
    if (size > 0) {
      output.write(plain, 0, size);
    }
    return size == PIECE && !complete;
  }

  @Override
  public void end() {
    if (!complete) {
      throw new Undecodable("it ends too early");
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
