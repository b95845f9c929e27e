package gatehouse.log;

import gatehouse.spi.LogEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Passes the lines of the gateway's own log to whoever listens. Safe for use by all threads.
public final class OwnLog {
  private final List<Consumer<LogEvent>> listeners = new CopyOnWriteArrayList<>();

  /// Tells a line.
  public void tell(LogEvent event) {
    for (Consumer<LogEvent> listener : listeners) {
      listener.accept(event);
    }
  }

  /// Adds a listener until the result is closed.
  public AutoCloseable listen(Consumer<LogEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
