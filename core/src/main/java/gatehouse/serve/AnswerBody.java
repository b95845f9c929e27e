package gatehouse.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of an answer, gathered in a buffer. Waits for a client that reads slowly.
final class AnswerBody extends OutputStream {
  private static final int SIZE = 16 << 10;

  private final Client client;
  private byte @Nullable [] buffer = new byte[SIZE];
  private int used;

  AnswerBody(Client client) {
    this.client = client;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] from, int start, int length) throws IOException {
    Objects.checkFromIndexSize(start, length, from.length);
    int at = start;
    while (at < start + length) {
      byte[] into = buffer;
      if (into == null) {
        throw new IOException("the answer has ended");
      }
      int count = Math.min(SIZE - used, start + length - at);
      System.arraycopy(from, at, into, used, count);
      used += count;
      at += count;
      if (used == SIZE) {
        client.send(into, used);
        buffer = new byte[SIZE];
        used = 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    byte[] last = buffer;
    buffer = null;
    if (last != null) {
      client.sendLast(last, used);
    }
  }
}
