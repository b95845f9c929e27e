package gatehouse.serve;

import gatehouse.decode.BadMessage;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The body of a request between the loop, which fills it, and the thread that reads. What waits is
/// bounded: the loop reads on when the thread has caught up.
final class RequestBody extends InputStream {
  private static final int HIGH_MARK = 256 << 10;
  private static final int LOW_MARK = 64 << 10;

  private final Client client;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
  private long waiting;
  private boolean flowing;
  private boolean over;
  private @Nullable IOException broken;

  /// The request can't be read to its end.
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient BadMessage reason;

    Broken(BadMessage reason) {
      super(reason.reason());
      this.reason = reason;
    }

    BadMessage reason() {
      return reason;
    }
  }

  RequestBody(Client client) {
    this.client = client;
  }

  /// Takes a piece; true if the loop should read on.
  boolean add(ByteBuf piece) {
    lock.lock();
    try {
      if (over) {
        piece.release();
        return true;
      }
      pieces.add(piece);
      waiting += piece.readableBytes();
      flowing = waiting < HIGH_MARK;
      changed.signal();
      return flowing;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more comes.
  ///
  /// @param cause what broke it off; null at its end
  void end(@Nullable IOException cause) {
    lock.lock();
    try {
      over = true;
      broken = cause;
      if (cause != null) {
        drop();
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, into.length);
    lock.lock();
    try {
      await();
      if (broken != null) {
        throw broken;
      }
      ByteBuf piece = pieces.peek();
      if (piece == null) {
        return -1;
      }
      int count = Math.min(length, piece.readableBytes());
      piece.readBytes(into, from, count);
      waiting -= count;
      if (!piece.isReadable()) {
        pieces.remove().release();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void await() throws IOException {
    if (!flowing && !over && waiting <= LOW_MARK) {
      flowing = true;
      client.readBody();
    }
    try {
      while (pieces.isEmpty() && !over) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /// What was not read is passed over.
  @Override
  public void close() {
    lock.lock();
    try {
      over = true;
      drop();
    } finally {
      lock.unlock();
    }
  }

  private void drop() {
    pieces.forEach(ByteBuf::release);
    pieces.clear();
    waiting = 0;
  }
}
