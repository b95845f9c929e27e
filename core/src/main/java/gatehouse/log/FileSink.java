package gatehouse.log;

import gatehouse.spi.LineSink;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One file and the lines on their way to it.
///
/// Loops put lines into a bounded queue; when it is full, the oldest line is dropped and counted,
/// as in Kong. A thread of the file's own writes them in batches.
final class FileSink implements LineSink, Drain.Work {
  private static final Logger LOG = LoggerFactory.getLogger(FileSinks.class);

  /// How long a batch gathers: one write in 10 ms costs less than one for each line.
  private static final long GATHER_NANOS = Duration.ofMillis(10).toNanos();

  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long WARN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int BUFFER = 1 << 16;
  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private final Path path;
  private final Bounds bounds;
  private final CounterDataPoint dropped;
  private final ConcurrentLinkedQueue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedLines = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Drain drain;
  private @Nullable Output open;
  private volatile boolean reopen;
  private long warnedAt = System.nanoTime() - WARN_NANOS;

  FileSink(Path path, Bounds bounds, CounterDataPoint dropped) {
    this.path = path;
    this.bounds = bounds;
    this.dropped = dropped;
    this.drain = new Drain("log " + path, this);
  }

  void reopenEachTime() {
    reopen = true;
  }

  @Override
  public void write(byte[] line) {
    if (drain.isFinishing()) {
      dropped.inc();
      return;
    }
    queue.add(line);
    queuedLines.incrementAndGet();
    queuedBytes.addAndGet(line.length);
    while (queuedLines.get() > bounds.lines() || queuedBytes.get() > bounds.bytes()) {
      if (take() == null) {
        break;
      }
      dropped.inc();
    }
    drain.wake();
  }

  /// Takes no more lines and writes what is queued.
  void finish() {
    drain.finish();
  }

  /// Waits until all is written, or until `System.nanoTime()` passes the deadline; what is left
  /// then counts as dropped.
  void awaitEnd(long deadline) {
    drain.awaitEnd(deadline);
    while (take() != null) {
      dropped.inc();
    }
  }

  private byte @Nullable [] take() {
    byte[] line = queue.poll();
    if (line != null) {
      queuedLines.decrementAndGet();
      queuedBytes.addAndGet(-line.length);
    }
    return line;
  }

  @Override
  public boolean isWaiting() {
    return !queue.isEmpty();
  }

  @Override
  public void doAll() {
    drain.pause(GATHER_NANOS);
    Output output = open == null ? new Output() : open;
    open = output;
    writeBatch(output);
  }

  @Override
  public void ended() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /// Writes all that is queued. What the disk refuses is kept and tried again, while the queue
  /// behind it fills and, at last, drops.
  private void writeBatch(Output output) {
    while (!queue.isEmpty() || output.holdsLines()) {
      try {
        byte[] line;
        while (output.hasRoom() && (line = take()) != null) {
          output.append(line);
        }
        output.flush();
      } catch (IOException e) {
        warn(e);
        output.close();
        if (drain.isFinishing()) {
          dropped.inc(output.heldLines());
          return;
        }
        drain.pause(RETRY_NANOS);
      }
    }
    if (reopen) {
      output.close();
    }
  }

  private void warn(IOException e) {
    long now = System.nanoTime();
    if (now - warnedAt >= WARN_NANOS) {
      warnedAt = now;
      LOG.warn("cannot write log lines to {}, trying again each second: {}", path, e.toString());
    }
  }

  /// How much may wait for a file.
  record Bounds(int lines, long bytes) {
    static final Bounds DEFAULT = new Bounds(50_000, 32L << 20);
  }

  /// The open file and the lines that go to it next.
  private final class Output {
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private int lines;
    private @Nullable FileChannel channel;

    boolean hasRoom() {
      return buffer.position() < BUFFER / 2;
    }

    void append(byte[] line) {
      if (line.length >= buffer.remaining()) {
        ByteBuffer larger = ByteBuffer.allocateDirect(buffer.position() + line.length + 1);
        buffer = larger.put(buffer.flip());
      }
      buffer.put(line).put((byte) '\n');
      lines++;
    }

    boolean holdsLines() {
      return lines > 0;
    }

    int heldLines() {
      return lines;
    }

    void flush() throws IOException {
      FileChannel open = channel;
      if (open == null) {
        open = open();
        channel = open;
      }
      buffer.flip();
      try {
        while (buffer.hasRemaining()) {
          open.write(buffer);
        }
      } finally {
        buffer.compact();
      }
      lines = 0;
      if (buffer.capacity() > BUFFER) {
        buffer = ByteBuffer.allocateDirect(BUFFER);
      }
    }

    /// The process's own streams are not opened by name: that fails where they are sockets, and
    /// would write over what others append where they are files.
    private FileChannel open() throws IOException {
      return switch (path.toString()) {
        case "/dev/stdout" -> new FileOutputStream(FileDescriptor.out).getChannel();
        case "/dev/stderr" -> new FileOutputStream(FileDescriptor.err).getChannel();
        default ->
            FileChannel.open(
                path,
                Set.of(
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                MODE);
      };
    }

    private boolean isStandardStream() {
      return path.equals(Path.of("/dev/stdout")) || path.equals(Path.of("/dev/stderr"));
    }

    void close() {
      FileChannel open = channel;
      channel = null;
      try {
        if (open != null && !isStandardStream()) {
          open.close();
        }
      } catch (IOException e) {
        warn(e);
      }
    }
  }
}
