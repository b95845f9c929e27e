package gatehouse.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import gatehouse.spi.LogLines;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/// Writes each event on stderr when it comes; those behind which [LogLines#MORE] come, together
/// with the next.
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final int MOST_HELD = 64 << 10;

  private static final Marker MORE = MarkerFactory.getMarker(LogLines.MORE);

  private final Layout<ILoggingEvent> layout;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  LineAppender(Layout<ILoggingEvent> layout) {
    this.layout = layout;
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] line = layout.doLayout(event).getBytes(StandardCharsets.UTF_8);
    List<Marker> markers = event.getMarkerList();
    boolean more = markers != null && markers.contains(MORE);
    lock.lock();
    try {
      held.write(line, 0, line.length);
      if (!more || held.size() >= MOST_HELD) {
        write();
      }
    } finally {
      lock.unlock();
    }
  }

  /// As the stream is now: whoever runs the gateway within a program may have set another.
  private void write() {
    System.err.write(held.toByteArray(), 0, held.size());
    System.err.flush();
    held.reset();
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      write();
    } finally {
      lock.unlock();
    }
    super.stop();
  }
}
