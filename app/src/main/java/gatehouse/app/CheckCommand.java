package gatehouse.app;

import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import java.nio.file.Path;
import java.util.List;

/// `gatehouse check`: every fault of a configuration at once.
final class CheckCommand implements Command {
  private static final Flag STRICT = Flag.aSwitch("--strict", "Takes warnings for faults.");

  private final Terminal terminal;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "Validates a configuration and prints each fault as PATH:LINE:COL: message.";
  }

  @Override
  public List<Flag> flags() {
    return List.of(ConfigFlag.FLAG, STRICT);
  }

  @Override
  public int run(Arguments arguments) {
    List<Path> paths = ConfigFlag.paths(arguments, terminal);
    if (paths.isEmpty()) {
      throw new UsageException("check needs --config PATH");
    }
    Loaded loaded = Instance.loader(terminal.environment()).load(paths);
    return switch (loaded) {
      case Loaded.Invalid(List<Fault> faults, List<Fault> warnings) -> {
        tell(faults, warnings);
        yield Main.BAD_CONFIGURATION;
      }
      case Loaded.Valid(_, List<Fault> warnings) -> {
        tell(List.of(), warnings);
        yield arguments.has(STRICT) && !warnings.isEmpty() ? Main.BAD_CONFIGURATION : Main.OK;
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
