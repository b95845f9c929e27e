package gatehouse.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Tells what is wrong with a command line in one line, with the name that was probably meant.
final class UsageFaults implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return tell(command, unknown(command, unmatched.getUnmatched().getFirst()));
    }
    if (command.getParent() == null && args.length == 0) {
      command.usage(command.getErr());
      return Main.BAD_USAGE;
    }
    return tell(command, String.valueOf(e.getMessage()).lines().findFirst().orElse("bad usage"));
  }

  /// Prints the fault and where to read more.
  static int tell(CommandLine command, String message) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("gatehouse: " + message);
    command.getErr().println("Try '" + name + " --help'.");
    return Main.BAD_USAGE;
  }

  private static String unknown(CommandLine command, String argument) {
    if (argument.startsWith("-")) {
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      List<String> flags = new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
      return "unknown flag '" + flag + "'" + Nearest.hint(flag, flags);
    }
    if (!command.getSubcommands().isEmpty()) {
      return "unknown command '"
          + argument
          + "'"
          + Nearest.hint(argument, command.getSubcommands().keySet());
    }
    return command.getCommandSpec().optionsMap().containsKey("--config")
        ? "unexpected '" + argument + "'; did you mean '--config " + argument + "'?"
        : "unexpected '" + argument + "'";
  }
}
