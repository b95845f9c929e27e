package gatehouse.app;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `gatehouse check`: every fault of a configuration at once.
@Command(
    name = "check",
    description = "Validates a configuration and prints each fault as PATH:LINE:COL: message.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ConfigFlag config = new ConfigFlag();

  @Option(names = "--strict", description = "Take warnings for faults.")
  private boolean strict;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Path> paths = config.paths(terminal);
    if (paths.isEmpty()) {
      throw new UsageException("check needs --config PATH");
    }
    Loaded loaded = new ConfigLoader(Wiring.catalogue(), terminal.environment()).load(paths);
    return switch (loaded) {
      case Loaded.Invalid(List<Fault> faults, List<Fault> warnings) -> {
        tell(faults, warnings);
        yield Main.BAD_CONFIGURATION;
      }
      case Loaded.Valid(_, List<Fault> warnings) -> {
        tell(List.of(), warnings);
        yield strict && !warnings.isEmpty() ? Main.BAD_CONFIGURATION : Main.OK;
      }
    };
  }

  private void tell(List<Fault> faults, List<Fault> warnings) {
    FaultReport report = new FaultReport(terminal);
    report.faults(faults);
    report.warnings(warnings);
    report.summary(faults.size(), warnings.size());
  }
}
