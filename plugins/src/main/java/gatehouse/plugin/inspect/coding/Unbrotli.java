package gatehouse.plugin.inspect.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undecodable;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undoing;
import gatehouse.spi.BodyFilter.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/// Undoes `br` (RFC 7932).
final class Unbrotli implements Undoing {
  private static final int PIECE = 8192;

  private final DecoderJNI.Wrapper decoder;
  private boolean done;
  private boolean closed;

  Unbrotli() {
    Brotli4jLoader.ensureAvailability();
    try {
      decoder = new DecoderJNI.Wrapper(PIECE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void feed(byte[] bytes, int from, int to, Output out) {
    int at = from;
    while (true) {
      switch (decoder.getStatus()) {
        case DONE -> {
          drain(out);
          done = true;
          if (at < to) {
            throw new Undecodable("something follows its end");
          }
          return;
        }
        case OK -> decoder.push(0);
        case NEEDS_MORE_OUTPUT -> drain(out);
        case NEEDS_MORE_INPUT -> {
          drain(out);
          if (at == to) {
            return;
          }
          ByteBuffer input = decoder.getInputBuffer();
          input.clear();
          int size = Math.min(input.remaining(), to - at);
          input.put(bytes, at, size);
          at += size;
          decoder.push(size);
        }
        case ERROR -> throw new Undecodable("it is not what its coding says");
      }
    }
  }

  private void drain(Output out) {
    while (decoder.hasOutput()) {
      ByteBuffer output = decoder.pull();
      byte[] plain = new byte[output.remaining()];
      output.get(plain);
      out.write(plain, 0, plain.length);
    }
  }

  @Override
  public void end() {
    if (!done && decoder.getStatus() != DecoderJNI.Status.DONE) {
      throw new Undecodable("it ends too early");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      decoder.destroy();
    }
  }
}
