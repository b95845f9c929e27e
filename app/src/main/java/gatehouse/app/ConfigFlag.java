package gatehouse.app;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `--config`, on each command that reads a configuration.
final class ConfigFlag {
  static final String VARIABLE = "GATEHOUSE_CONFIG";

  static final Flag FLAG =
      new Flag(
          "--config",
          "PATH",
          Flag.Takes.MANY,
          List.of(
              "A file or a folder: Kong's declarative format, YAML or JSON; repeatable, all are merged.",
              "Environment: " + VARIABLE + ", paths separated as in PATH. Default: none."));

  private ConfigFlag() {}

  /// The paths of the command line, or else of the environment; may be empty.
  static List<Path> paths(Arguments arguments, Terminal terminal) {
    List<String> texts = arguments.all(FLAG);
    if (texts.isEmpty()) {
      String variable = terminal.environment().getOrDefault(VARIABLE, "");
      texts = Arrays.stream(variable.split(File.pathSeparator)).toList();
    }
    List<Path> found = new ArrayList<>();
    for (String text : texts) {
      if (!text.isBlank()) {
        found.add(path(text));
      }
    }
    return found;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("--config: not a path: " + e.getReason());
    }
  }
}
