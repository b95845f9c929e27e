package gatehouse.config;

import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the project's data cases from wherever the test runs.
final class Cases {
  private Cases() {}

  /// A folder below `cases`.
  static Path folder(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("cases").resolve(name);
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    throw new IllegalStateException("no folder cases/" + name + " above the working directory");
  }
}
