package gatehouse.app;

import java.io.IOException;
import java.util.List;

/// One command of the command line.
interface Command {
  /// The word after `gatehouse`.
  String name();

  /// One sentence for the help.
  String summary();

  /// Its flags, in the order of the help; `--help` and `--version` are everybody's.
  List<Flag> flags();

  /// Does it.
  ///
  /// @return the exit status
  /// @throws UsageException if it was asked for what cannot be
  int run(Arguments arguments) throws IOException;
}
