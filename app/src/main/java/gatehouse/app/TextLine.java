package gatehouse.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;

/// An event as one line of text: `TIME LEVEL LOGGER: message`. Control characters are escaped, so
/// that nothing a client sent can begin a line of its own.
final class TextLine extends LayoutBase<ILoggingEvent> {
  /// Frames of a stack that are told; a bug is nearly always visible in the first few.
  private static final int FRAMES = 12;

  @Override
  public String doLayout(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    StringBuilder line = new StringBuilder(message.length() + 64);
    line.append(Instant.ofEpochMilli(event.getTimeStamp()));
    line.append(' ').append(event.getLevel());
    String logger = event.getLoggerName();
    line.append(' ').append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    Printable.line(line, message);
    for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
      cause(line, t);
    }
    return line.append('\n').toString();
  }

  private static void cause(StringBuilder line, IThrowableProxy thrown) {
    line.append(" | ").append(thrown.getClassName()).append(": ");
    Printable.line(line, String.valueOf(thrown.getMessage()));
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      line.append(" < ").append(frames[i].getStackTraceElement());
    }
  }
}
