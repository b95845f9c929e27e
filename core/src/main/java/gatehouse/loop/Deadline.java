package gatehouse.loop;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A time-out that is moved far more often than it expires: moving it writes a field, and the timer
/// behind it looks at that field when it fires. Used on its loop only.
public final class Deadline {
  private final EventExecutor loop;
  private final Runnable onExpiry;
  private boolean set;
  private long due;
  private @Nullable ScheduledFuture<?> timer;
  private long timerDue;

  /// A deadline that is not set yet.
  ///
  /// @param onExpiry runs on the loop
  public Deadline(EventExecutor loop, Runnable onExpiry) {
    this.loop = loop;
    this.onExpiry = onExpiry;
  }

  /// Sets or moves the deadline to that long from now.
  public void in(Duration delay) {
    inNanos(delay.toNanos());
  }

  /// Sets or moves the deadline to that long from now, in nanoseconds.
  public void inNanos(long delay) {
    set = true;
    due = System.nanoTime() + delay;
    if (timer == null) {
      schedule(delay);
    } else if (timerDue - due > 0) {
      timer.cancel(false);
      schedule(delay);
    }
  }

  /// There is no deadline any more, for now.
  public void clear() {
    set = false;
  }

  /// There is no deadline any more, and none will come.
  public void close() {
    set = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void schedule(long delay) {
    timerDue = System.nanoTime() + delay;
    timer = loop.schedule(this::fire, delay, TimeUnit.NANOSECONDS);
  }

  private void fire() {
    timer = null;
    if (!set) {
      return;
    }
    long left = due - System.nanoTime();
    if (left > 0) {
      schedule(left);
    } else {
      set = false;
      onExpiry.run();
    }
  }
}
