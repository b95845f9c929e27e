package gatehouse.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a command sees of the world: the environment's variables and where it may write.
///
/// @param environment variables by name
/// @param out for what was asked for
/// @param err for faults and the log
/// @param colours whether both are a terminal that wants colours
record Terminal(
    Map<String, String> environment, PrintWriter out, PrintWriter err, boolean colours) {

  /// The process's own. The launcher tells whether the output is a terminal: the JVM can only
  /// guess, and starting its console costs time.
  static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean colours =
        Boolean.getBoolean("gatehouse.terminal")
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(
        environment,
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        colours);
  }
}
