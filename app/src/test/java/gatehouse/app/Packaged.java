package gatehouse.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The packaged gateway as a process, started as a user starts it; killed when closed.
final class Packaged implements AutoCloseable {
  /// The package that Maven made.
  static final Path HOME = Path.of("target/gatehouse").toAbsolutePath();

  static final Path LAUNCHER = HOME.resolve("bin/gatehouse");

  private static final Pattern ADDRESS =
      Pattern.compile("(http|https|admin) at (?:\\[?[^\\s]*):(\\d+)");

  /// What a command that has ended did.
  record Ended(int status, String out, String err) {}

  private final Process process;
  private final Path out;
  private final Path err;

  private Packaged(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts a command of the launcher in a folder, which also takes what it prints.
  static Packaged start(Path folder, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(arguments);
    return process(folder, environment, command);
  }

  /// Runs `run` on free loopback ports and waits until it is ready.
  static Packaged run(Path folder, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "--proxy-listen",
                "127.0.0.1:0",
                "--proxy-tls-listen",
                "127.0.0.1:0",
                "--admin-listen",
                "127.0.0.1:0"));
    all.addAll(List.of(arguments));
    Packaged gateway = start(folder, Map.of(), all);
    gateway.awaitReady();
    return gateway;
  }

  /// Runs a command of the launcher to its end.
  static Ended command(Path folder, String... arguments) {
    try (Packaged one = start(folder, Map.of(), List.of(arguments))) {
      return one.ended(Duration.ofSeconds(60));
    }
  }

  /// Starts any process whose output goes to files of the folder.
  static Packaged process(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("GATEHOUSE_"));
      builder.environment().putAll(environment);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Packaged(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until the gateway says that it serves.
  void awaitReady() {
    await()
        .alias("ready")
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || err().contains("started after"));
    if (!process.isAlive()) {
      throw new AssertionError("the gateway ended at its start: " + err());
    }
  }

  int http() {
    return port("http");
  }

  int https() {
    return port("https");
  }

  int admin() {
    return port("admin");
  }

  private int port(String listener) {
    Matcher found = ADDRESS.matcher(err());
    while (found.find()) {
      if (found.group(1).equals(listener)) {
        return Integer.parseInt(found.group(2));
      }
    }
    throw new AssertionError("no address of " + listener + " in: " + err());
  }

  /// Sends a signal by its name without `SIG`.
  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /// Waits for the end.
  Ended ended(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + limit + ": " + err());
      }
      return new Ended(process.exitValue(), out(), err());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
