package gatehouse.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread of its own for work that loops hand over: begun when there is some, ended when there
/// was none for a while. It is a platform thread: a write to a stuck disk, or opening a pipe that
/// nobody reads, would hold a carrier of the virtual threads, and with it everything else that runs
/// on them. Safe for use by all loops.
public final class Drain {
  private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

  private final String name;
  private final Work work;
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile boolean parked;
  private volatile boolean finishing;

  /// What there is to do.
  public interface Work {
    /// Whether something waits; asked by any thread.
    boolean isWaiting();

    /// Does all that waits, on the drain's thread.
    void doAll();

    /// Lets go of what is held between two times, since the thread ends.
    void ended();
  }

  /// A drain whose thread has that name.
  public Drain(String name, Work work) {
    this.name = name;
    this.work = work;
  }

  /// Something was handed over; never blocks.
  public void wake() {
    Thread running = thread.get();
    if (running != null) {
      if (parked) {
        LockSupport.unpark(running);
      }
      return;
    }
    Thread started = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    if (thread.compareAndSet(null, started)) {
      started.start();
    }
  }

  /// Lets what waits be done without any pause, and the thread end then.
  public void finish() {
    finishing = true;
    if (thread.get() != null || work.isWaiting()) {
      parked = true;
      wake();
    }
  }

  /// Waits until the thread has ended, or until `System.nanoTime()` passes the deadline.
  public void awaitEnd(long deadline) {
    Thread running = thread.get();
    try {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (running != null && millis > 0) {
        running.join(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether [#finish] was called.
  public boolean isFinishing() {
    return finishing;
  }

  /// Lets the work wait, for more to come or for a second try; not while it is to be finished.
  public void pause(long nanos) {
    if (!finishing && nanos > 0) {
      LockSupport.parkNanos(nanos);
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        work.doAll();
      }
    } finally {
      work.ended();
      thread.set(null);
      if (work.isWaiting() && !finishing) {
        wake();
      }
    }
  }

  /// False if none came for a while, or none will.
  private boolean awaitWork() {
    long idleSince = System.nanoTime();
    while (!work.isWaiting()) {
      if (finishing || System.nanoTime() - idleSince > IDLE_NANOS) {
        return false;
      }
      parked = true;
      if (!work.isWaiting()) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
      parked = false;
    }
    return true;
  }
}
