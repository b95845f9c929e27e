package gatehouse.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.spi.ContextAwareBase;
import gatehouse.log.OwnLog;
import gatehouse.spi.LogEvent;
import org.slf4j.LoggerFactory;

/// The gateway's own log: on stderr, a line an event. Configured in code, since reading logback's
/// XML costs a tenth of a second at each start.
public final class Logging extends ContextAwareBase implements Configurator {
  /// Called by logback, once, when the first logger is asked for.
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    write(context, new TextLine());
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Applies what was set.
  ///
  /// @param level one of Kong's words
  /// @param json whether each line is a JSON object
  static void apply(String level, boolean json) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(
        switch (level) {
          case "debug" -> Level.DEBUG;
          case "warn" -> Level.WARN;
          case "error", "crit" -> Level.ERROR;
          default -> Level.INFO;
        });
    root.getLoggerContext().getLogger("gatehouse.audit").setLevel(Level.INFO);
    if (json) {
      root.detachAndStopAllAppenders();
      write(root.getLoggerContext(), new JsonLine());
    }
  }

  /// Hands each line in where plugins can send it on.
  static void feed(OwnLog ownLog) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            ownLog.tell(
                new LogEvent(
                    event.getTimeStamp(),
                    event.getLevel().toString(),
                    event.getLoggerName(),
                    event.getFormattedMessage()));
          }
        };
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  private static void write(LoggerContext context, Layout<ILoggingEvent> layout) {
    layout.setContext(context);
    layout.start();
    LineAppender appender = new LineAppender(layout);
    appender.setContext(context);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    // Netty tells at debug level what it found out about the machine; nobody needs that.
    context.getLogger("io.netty").setLevel(Level.WARN);
    // A schema with a bad pattern is a fault of the configuration, which tells where it stands.
    context.getLogger("com.networknt.schema.keyword.PatternValidator").setLevel(Level.OFF);
    context.getLogger("com.networknt.schema.dialect.Dialect").setLevel(Level.OFF);
  }
}
