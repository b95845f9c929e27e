package gatehouse.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Runs commands as a user would, in bash.
final class Shell {
  private Shell() {}

  /// What the command printed, its errors after its output.
  static String run(Path folder, String command) {
    List<String> bash = List.of("bash", "-c", command);
    try (Packaged process = Packaged.process(folder, Map.of("LC_ALL", "C.UTF-8"), bash)) {
      Packaged.Ended ended = process.ended(Duration.ofSeconds(60));
      return ended.out() + ended.err();
    }
  }

  /// Whether a program is installed.
  static boolean has(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Removes a folder of a test that made files unwritable.
  static void makeWritable(Path folder) throws IOException, InterruptedException {
    new ProcessBuilder("chmod", "-R", "u+w", folder.toString()).start().waitFor();
  }
}
