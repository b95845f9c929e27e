package gatehouse.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/// The command line: `gatehouse COMMAND`. Exit status 0 is a clean stop, 1 a bad configuration, 2
/// bad usage, 3 a listen address that is taken.
public final class Main {
  static final int OK = 0;
  static final int BAD_CONFIGURATION = 1;
  static final int BAD_USAGE = 2;
  static final int ADDRESS_TAKEN = 3;

  private Main() {}

  /// Runs one command and ends the process with its exit status.
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /// Runs one command.
  ///
  /// @return the exit status
  static int run(Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new Gatehouse());
    for (Object command :
        List.of(new RunCommand(terminal), new CheckCommand(terminal), new DemoCommand(terminal))) {
      line.addSubcommand(command);
    }
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler(new UsageFaults());
    line.setExecutionExceptionHandler((e, failed, _) -> {
      if (e instanceof UsageException) {
        return UsageFaults.tell(failed, String.valueOf(e.getMessage()));
      }
      throw e;
    });
    return line.execute(args);
  }

  /// The command without a subcommand: it can only tell what there is.
  @Command(
      name = "gatehouse",
      description = "An API security gateway that reads Kong's declarative configuration.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands:%n",
      footerHeading = "%nExit status:%n",
      footer = {
        "  0  a clean stop",
        "  1  a bad configuration",
        "  2  bad usage",
        "  3  a listen address that is taken"
      })
  static final class Gatehouse {}
}
