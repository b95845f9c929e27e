package gatehouse.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command line: `gatehouse COMMAND`. Exit status 0 is a clean stop, 1 a bad configuration, 2
/// bad usage, 3 a listen address that is taken.
public final class Main {
  static final int OK = 0;
  static final int BAD_CONFIGURATION = 1;
  static final int BAD_USAGE = 2;
  static final int ADDRESS_TAKEN = 3;

  private final Terminal terminal;
  private final List<Command> commands;

  private Main(Terminal terminal) {
    this.terminal = terminal;
    this.commands =
        List.of(
            new RunCommand(terminal),
            new CheckCommand(terminal),
            new DemoCommand(terminal),
            new WafCommand(terminal),
            new CrsCommand(terminal),
            new OpenapiCommand(terminal),
            new TotpCommand(terminal));
  }

  /// Runs one command and ends the process with its exit status.
  public static void main(String[] args) throws IOException {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /// Runs one command.
  ///
  /// @return the exit status
  static int run(Terminal terminal, String... args) throws IOException {
    return new Main(terminal).run(Arrays.asList(args));
  }

  private int run(List<String> words) throws IOException {
    if (words.isEmpty()) {
      new Help(terminal).all(terminal.err(), commands);
      return BAD_USAGE;
    }
    Command command = find(words.getFirst());
    try {
      return command == null ? topLevel(words) : run(command, words.subList(1, words.size()));
    } catch (UsageException e) {
      terminal.err().println("gatehouse: " + e.getMessage());
      String name = command == null ? "" : command.name() + " ";
      terminal.err().println("Try 'gatehouse " + name + "--help'.");
      return BAD_USAGE;
    }
  }

  private @Nullable Command find(String name) {
    for (Command command : commands) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    return null;
  }

  private int topLevel(List<String> words) throws IOException {
    String first = words.getFirst();
    if (first.equals("help")) {
      Command about = words.size() == 2 ? find(words.get(1)) : null;
      if (about != null) {
        return run(about, List.of("--help"));
      }
      if (words.size() > 1) {
        throw new UsageException("help takes the name of one command");
      }
      new Help(terminal).all(terminal.out(), commands);
      return OK;
    }
    if (!first.startsWith("-")) {
      List<String> names = commands.stream().map(Command::name).toList();
      throw new UsageException("unknown command '" + first + "'" + Nearest.hint(first, names));
    }
    Arguments arguments = Arguments.parse(List.of(Flag.HELP, Flag.VERSION), words);
    if (arguments.has(Flag.HELP)) {
      new Help(terminal).all(terminal.out(), commands);
    } else {
      version();
    }
    return OK;
  }

  private int run(Command command, List<String> words) throws IOException {
    List<Flag> flags = new ArrayList<>(command.flags());
    flags.add(Flag.HELP);
    flags.add(Flag.VERSION);
    Arguments arguments = Arguments.parse(flags, words, command.operands() != null);
    if (arguments.has(Flag.HELP)) {
      new Help(terminal).of(terminal.out(), command, flags);
      return OK;
    }
    if (arguments.has(Flag.VERSION)) {
      version();
      return OK;
    }
    return command.run(arguments);
  }

  private void version() {
    terminal.out().println("gatehouse " + Version.number() + " (Java " + Runtime.version() + ")");
  }
}
