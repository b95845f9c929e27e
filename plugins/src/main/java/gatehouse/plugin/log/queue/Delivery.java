package gatehouse.plugin.log.queue;

import java.io.IOException;
import java.util.List;

/// The last step to a collector. Called on a thread where it may block, one batch at a time.
@FunctionalInterface
public interface Delivery extends AutoCloseable {
  /// Hands over a batch whole, or fails and is asked again.
  ///
  /// @throws IOException if the collector did not take it
  void deliver(List<byte[]> batch) throws IOException, InterruptedException;

  /// Lets go of connections.
  @Override
  default void close() {}
}
