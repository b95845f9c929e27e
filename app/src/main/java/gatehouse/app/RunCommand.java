package gatehouse.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `gatehouse run`: the gateway in the foreground.
@Command(
    name = "run",
    description = "Runs the gateway in the foreground until SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ConfigFlag config = new ConfigFlag();
  @Mixin private ServerFlags server = new ServerFlags();

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Launch launch = server.read(terminal);
    Logging.apply(launch.logLevel(), launch.logJson());
    terminal.err().println(config.paths(terminal));
    return Main.OK;
  }
}
