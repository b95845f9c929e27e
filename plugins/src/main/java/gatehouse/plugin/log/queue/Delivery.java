package gatehouse.plugin.log.queue;

import java.io.IOException;
import java.util.List;

/// The last step to a collector. Called on a thread where it may block, one batch at a time.
@FunctionalInterface
public interface Delivery extends AutoCloseable {
  /// Hands over a batch whole, or fails and is asked again.
  ///
  /// @throws Refused if the collector will not take it at all
  /// @throws IOException if the collector did not take it
  void deliver(List<byte[]> batch) throws IOException, InterruptedException;

  /// The collector will never take this batch: trying again would only keep others waiting.
  final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    public Refused(String reason) {
      super(reason);
    }
  }

  /// Lets go of connections.
  @Override
  default void close() {}
}
