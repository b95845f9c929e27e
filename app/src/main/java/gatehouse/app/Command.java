package gatehouse.app;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command of the command line.
interface Command {
  /// The word after `gatehouse`.
  String name();

  /// One sentence for the help.
  String summary();

  /// Its flags, in the order of the help; `--help` and `--version` are everybody's.
  List<Flag> flags();

  /// What stands after the command's name besides flags, for the help; null if nothing may.
  default @Nullable String operands() {
    return null;
  }

  /// Does it.
  ///
  /// @return the exit status
  /// @throws UsageException if it was asked for what cannot be
  int run(Arguments arguments) throws IOException;
}
