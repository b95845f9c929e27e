package gatehouse.loop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Lets the messages that were written in one turn of a loop leave together, when the loop has
/// looked at everything that was ready. Each one that leaves alone finds its reader asleep, and
/// waking a process on another processor costs more than the sending itself; and between two of
/// them the loop's own code has been driven out of the caches. A loop that has nothing else to do
/// sends at once. One for each loop, used on it only.
public final class Flushes {
  private static final int MOST = 32;

  /// How long the first of them may wait for the others.
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// What is a stream rather than a message does not wait.
  private static final long MOST_BYTES = 16 << 10;

  private final EventLoop loop;
  private final LongSupplier nanos;
  private final Runnable atTurnsEnd = this::turnEnded;
  private final List<Channel> waiting = new ArrayList<>();
  private boolean scheduled;
  private long since;

  public Flushes(EventLoop loop) {
    this(loop, System::nanoTime);
  }

  Flushes(EventLoop loop, LongSupplier nanos) {
    this.loop = loop;
    this.nanos = nanos;
  }

  /// Lets what was written to a channel of this loop leave at the end of the turn, or now if there
  /// is reason to.
  public void soon(Channel channel) {
    if (isLong(channel)) {
      channel.flush();
      return;
    }
    if (!scheduled) {
      // What the loop is given to do comes after all that was ready when the turn began.
      scheduled = true;
      loop.execute(atTurnsEnd);
    }
    if (waiting.isEmpty()) {
      since = nanos.getAsLong();
    }
    waiting.add(channel);
    if (waiting.size() >= MOST || nanos.getAsLong() - since >= LONGEST_NANOS) {
      flush();
    }
  }

  private static boolean isLong(Channel channel) {
    long waiting = channel.config().getWriteBufferHighWaterMark() - channel.bytesBeforeUnwritable();
    return waiting > MOST_BYTES;
  }

  private void turnEnded() {
    scheduled = false;
    flush();
  }

  private void flush() {
    // A flush may have others write, and their channels then join at the end.
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).flush();
    }
    waiting.clear();
  }
}
