package gatehouse.app;

import java.io.PrintWriter;
import java.util.List;

/// What `--help` prints.
final class Help {
  private final Terminal terminal;

  Help(Terminal terminal) {
    this.terminal = terminal;
  }

  /// The commands there are.
  void all(PrintWriter to, List<Command> commands) {
    to.println(bold("Usage:") + " gatehouse COMMAND [FLAGS]");
    to.println("An API security gateway that reads Kong's declarative configuration.");
    to.println();
    to.println(bold("Commands:"));
    for (Command command : commands) {
      to.println("  %-10s %s".formatted(command.name(), command.summary()));
    }
    to.println();
    to.println("'gatehouse COMMAND --help' tells a command's flags; --version tells the version.");
    to.println();
    to.println(bold("Exit status:"));
    to.println("  0  a clean stop");
    to.println("  1  a bad configuration");
    to.println("  2  bad usage");
    to.println("  3  a listen address that is taken");
  }

  /// One command's flags.
  void of(PrintWriter to, Command command, List<Flag> flags) {
    to.println(bold("Usage:") + usage(command));
    to.println(command.summary());
    to.println();
    for (Flag flag : flags) {
      String value = flag.value();
      String dots = flag.takes() == Flag.Takes.MANY ? "..." : "";
      to.println("  " + bold(value == null ? flag.name() : flag.name() + " " + value + dots));
      for (String line : flag.help()) {
        to.println("      " + line);
      }
    }
  }

  private static String usage(Command command) {
    String operands = command.operands();
    return " gatehouse " + command.name() + (operands == null ? "" : " " + operands) + " [FLAGS]";
  }

  private String bold(String text) {
    return terminal.colours() ? "\u001b[1m" + text + "\u001b[0m" : text;
  }
}
