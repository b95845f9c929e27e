package gatehouse.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `gatehouse demo`: the gateway in the foreground.
@Command(
    name = "demo",
    description =
        "Runs the gateway on a shipped example with a sample service, and prints what to try.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ServerFlags server = new ServerFlags();

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Launch launch = server.read(terminal);
    Logging.apply(launch.logLevel(), launch.logJson());
    return Main.OK;
  }
}
