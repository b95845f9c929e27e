package gatehouse.control;

import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Range;
import org.jspecify.annotations.Nullable;

/// A plugin that does nothing, with a configuration.
@Policy(name = "sample", priority = 901, summary = "Does nothing.")
public final class SamplePlugin implements OnLog {
  /// Its configuration.
  public record Config(
      @Doc("How often.") @Range(min = 1, max = 10) int times,
      @Doc("Where.") @Default("here") String place,
      @Doc("Why.") @Nullable String reason) {}

  /// Built like any plugin.
  public SamplePlugin(Config config, Workshop workshop) {}

  @Override
  public void onLog(Exchange x) {}
}
