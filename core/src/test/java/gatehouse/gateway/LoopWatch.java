package gatehouse.gateway;

import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Watches event loops for anything that keeps them from their work. A clock would accuse a loop of
/// what a busy machine does to it, so two things are looked at that the machine's load does not
/// change: where the loop's thread is each few milliseconds, which shows waiting, sleeping and file
/// or socket operations; and the processor time that the loop itself takes between two turns.
final class LoopWatch {
  private static final long INTERVAL_NANOS = 5_000_000;

  /// Code that runs for the first time is interpreted, and each buffer's way is recorded to find
  /// leaks: a flood of frames that takes 20 ms in service takes fifty times as long here.
  private static final long MOST_PROCESSOR_NANOS = 2_000_000_000;

  private static final int MOST_FRAMES = 12;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// Methods by which a thread waits for something else than work for the loop.
  private static final Set<String> WAITS =
      Set.of(
          "java.lang.Thread.sleep",
          "java.lang.Thread.join",
          "java.lang.Object.wait",
          "java.lang.Process.waitFor",
          "java.util.concurrent.CompletableFuture.timedGet",
          "java.util.concurrent.CompletableFuture.waitingGet",
          "java.util.concurrent.FutureTask.get",
          "java.util.concurrent.CountDownLatch.await",
          "java.util.concurrent.Semaphore.acquire",
          "java.util.concurrent.LinkedBlockingQueue.take",
          "java.util.concurrent.LinkedBlockingQueue.put",
          "java.util.concurrent.ArrayBlockingQueue.take",
          "java.util.concurrent.ArrayBlockingQueue.put",
          "java.util.concurrent.locks.LockSupport.parkNanos",
          "java.net.InetAddress.getAllByName",
          "java.net.Socket.connect",
          "sun.nio.ch.NioSocketImpl.implRead",
          "sun.nio.ch.NioSocketImpl.implWrite",
          "java.io.FileInputStream.read",
          "java.io.FileInputStream.readBytes",
          "java.io.FileOutputStream.write",
          "java.io.FileOutputStream.writeBytes",
          "java.io.RandomAccessFile.read",
          "sun.nio.ch.FileChannelImpl.read",
          "sun.nio.ch.FileChannelImpl.write",
          "sun.nio.ch.FileChannelImpl.force");

  /// Where a thread is allowed to wait: classes are loaded once, and the log of a test goes to the
  /// console.
  private static final List<String> ALLOWED =
      List.of("java.lang.ClassLoader.", "jdk.internal.loader.", "ch.qos.logback.");

  private final List<Watched> loops;
  private final long mostNanos;
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean ended;

  private LoopWatch(List<Watched> loops, long mostNanos) {
    this.loops = loops;
    this.mostNanos = mostNanos;
    this.thread = Thread.ofPlatform().name("loop watch").daemon().start(this::run);
  }

  static LoopWatch over(List<EventLoop> loops) {
    return over(loops, MOST_PROCESSOR_NANOS);
  }

  /// @param mostNanos processor time in one turn
  static LoopWatch over(List<EventLoop> loops, long mostNanos) {
    List<Watched> watched = new ArrayList<>();
    loops.forEach(loop -> watched.add(new Watched(loop)));
    return new LoopWatch(watched, mostNanos);
  }

  /// Ends the watch.
  ///
  /// @return what was found
  List<String> end() {
    ended = true;
    LockSupport.unpark(thread);
    loops.forEach(this::look);
    return List.copyOf(found);
  }

  /// What has been found so far.
  List<String> found() {
    return List.copyOf(found);
  }

  private void run() {
    while (!ended) {
      loops.forEach(this::look);
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  private void look(Watched loop) {
    loop.beat();
    if (loop.longest > mostNanos) {
      found.add("it computed for " + loop.longest / 1_000_000 + " ms in one turn");
    }
    Thread of = loop.thread;
    StackTraceElement[] stack = of == null ? new StackTraceElement[0] : of.getStackTrace();
    int at = waiting(stack);
    if (at >= 0 && !isAllowed(stack)) {
      StringBuilder where = new StringBuilder(method(stack[at]));
      for (int i = at + 1; i < Math.min(stack.length, at + MOST_FRAMES); i++) {
        where.append("\n  < ").append(stack[i]);
      }
      found.add(where.toString());
    }
  }

  private static int waiting(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      if (WAITS.contains(method(stack[i]))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAllowed(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String method = method(frame);
      if (frame.getMethodName().equals("<clinit>")
          || ALLOWED.stream().anyMatch(method::startsWith)) {
        return true;
      }
    }
    return false;
  }

  private static String method(StackTraceElement frame) {
    return frame.getClassName() + "." + frame.getMethodName();
  }

  /// One loop, and the processor time that it took between two turns of ours.
  private static final class Watched {
    private final EventLoop loop;
    private volatile @Nullable Thread thread;
    private volatile boolean asked;
    private volatile long longest;
    private long before;

    Watched(EventLoop loop) {
      this.loop = loop;
    }

    void beat() {
      if (asked || loop.isShuttingDown()) {
        return;
      }
      asked = true;
      loop.execute(() -> {
        long now = THREADS.getCurrentThreadCpuTime();
        if (thread == null) {
          thread = Thread.currentThread();
        } else {
          longest = Math.max(longest, now - before);
        }
        before = now;
        asked = false;
      });
    }
  }
}
