package gatehouse.app;

import java.util.ArrayList;
import java.util.List;

/// `gatehouse run`: the gateway in the foreground.
final class RunCommand implements Command {
  private final Terminal terminal;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "Runs the gateway in the foreground until SIGTERM or SIGINT.";
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(List.of(ConfigFlag.FLAG));
    flags.addAll(ServerFlags.FLAGS);
    return flags;
  }

  @Override
  public int run(Arguments arguments) {
    Launch launch = ServerFlags.read(arguments, terminal);
    return new Serving(terminal, launch, ConfigFlag.paths(arguments, terminal)).run(_ -> {});
  }
}
