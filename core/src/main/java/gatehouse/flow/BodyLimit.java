package gatehouse.flow;

import gatehouse.compile.Instance;
import gatehouse.spi.Step;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A plugin's bound on the body of a request, and what it decides when it is exceeded. The bounds
/// of one exchange form a list.
final class BodyLimit {
  final long bytes;
  @Nullable BodyLimit next;
  private final Instance instance;
  private final Supplier<Step> exceeded;
  private boolean told;

  BodyLimit(long bytes, Instance instance, Supplier<Step> exceeded) {
    this.bytes = bytes;
    this.instance = instance;
    this.exceeded = exceeded;
  }

  /// What the plugin decides, asked once.
  Step exceed(LiveExchange x) {
    if (told) {
      return Step.NEXT;
    }
    told = true;
    x.acting(instance);
    try {
      return exceeded.get();
    } catch (RuntimeException e) {
      return x.turns().failed(instance, e);
    }
  }
}
