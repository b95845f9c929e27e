package gatehouse.plugin.inspect.coding;

import gatehouse.plugin.inspect.coding.StreamDecoder.Undecodable;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undoing;
import gatehouse.spi.BodyFilter.Output;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Undoes `deflate`: zlib's wrapping (RFC 9110, section 8.4.1.2), which some senders leave off.
final class Undeflate implements Undoing {
  private final byte[] piece = new byte[8192];
  private @Nullable Inflater inflater;

  /// Its first byte tells: a raw stream that began with method 8 would have stored blocks of no
  /// final block, padded with ones.
  static boolean isWrapped(byte first) {
    return (first & 0x0f) == 8;
  }

  @Override
  public void feed(byte[] bytes, int from, int to, Output out) {
    Inflater known = inflater;
    if (known == null && from < to) {
      known = new Inflater(!isWrapped(bytes[from]));
      inflater = known;
    }
    if (known != null) {
      int left = inflate(known, bytes, from, to, piece, out);
      if (left > 0) {
        throw new Undecodable("something follows its end");
      }
    }
  }

  /// Inflates a piece.
  ///
  /// @return how many bytes are left of it behind the end
  static int inflate(Inflater inflater, byte[] bytes, int from, int to, byte[] piece, Output out) {
    inflater.setInput(bytes, from, to - from);
    try {
      while (!inflater.finished()) {
        int size = inflater.inflate(piece);
        if (size > 0) {
          out.write(piece, 0, size);
        } else if (inflater.needsDictionary()) {
          throw new Undecodable("it needs a dictionary");
        } else if (inflater.needsInput()) {
          break;
        }
      }
    } catch (DataFormatException _) {
      throw new Undecodable("it is not what its coding says");
    }
    return inflater.getRemaining();
  }

  @Override
  public void end() {
    if (inflater == null || !inflater.finished()) {
      throw new Undecodable("it ends too early");
    }
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
