package gatehouse.seclang;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Public test data (rule sets, vectors) that lies beside the project and is never part of it.
public final class SharedData {
  private SharedData() {}

  /// A file or folder of the shared data; the test is skipped, and says so, when it is absent.
  public static Path path(String name) {
    Path found = root().resolveSibling("shared").resolve("data").resolve(name);
    assumeTrue(Files.exists(found), () -> "test data is absent: ../shared/data/" + name);
    return found;
  }

  /// The files of a folder with that ending, sorted.
  public static List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.list(path(folder))) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// The folder of this project.
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("seclang/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("not inside the project");
      }
    }
    return folder;
  }
}
