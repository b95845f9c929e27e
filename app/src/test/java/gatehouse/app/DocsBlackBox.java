package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the examples of the documentation as they are written. A block `yaml file=NAME` becomes
/// that file; in a block `console`, lines with `$` are run and the lines below them are what they
/// print, where `…` stands for anything. Ports are replaced by free ones.
final class DocsBlackBox {
  private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(console|[a-z]+ file=(\\S+))\\n(.*?)^```$");

  @TempDir private Path folder;

  private final Deque<Packaged> background = new ArrayDeque<>();
  private final Map<String, String> replaced = new TreeMap<>();

  static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(DocsBlackBox::hasConsole)
          .map(file -> DOCS.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static boolean hasConsole(Path page) {
    try {
      return Files.readString(page).contains("```console");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void examples_do_what_the_page_says(String page) throws IOException {
    assumeTrue(Shell.has("curl") && Shell.has("python3"), "curl or python3 is not installed");
    for (String port : List.of("8000", "8443", "8001", "9000")) {
      replaced.put(port, String.valueOf(freePort()));
    }
    try {
      Matcher blocks = BLOCK.matcher(Files.readString(DOCS.resolve(page)));
      while (blocks.find()) {
        if (blocks.group(2) != null) {
          Files.writeString(folder.resolve(blocks.group(2)), ported(blocks.group(3)));
        } else {
          console(ported(blocks.group(3)));
        }
      }
    } finally {
      background.forEach(Packaged::close);
    }
  }

  private void console(String block) {
    String command = "";
    StringBuilder expected = new StringBuilder();
    for (String line : block.lines().toList()) {
      if (line.startsWith("$ ")) {
        perform(command, expected.toString());
        command = line.substring(2);
        expected.setLength(0);
      } else {
        expected.append(line).append('\n');
      }
    }
    perform(command, expected.toString());
  }

  private void perform(String command, String expected) {
    if (command.isEmpty()) {
      return;
    }
    String mine = command.replace("bin/gatehouse", Packaged.LAUNCHER.toString());
    if (mine.endsWith("&")) {
      startInBackground(mine.substring(0, mine.length() - 1).strip());
      return;
    }
    String printed = Shell.run(folder, mine).replace("\r\n", "\n");
    if (expected.isBlank()) {
      assertThat(printed).as(command).isEmpty();
    } else {
      assertThat(printed).as(command).containsPattern(pattern(expected));
    }
  }

  private void startInBackground(String command) {
    boolean isGateway = command.contains("bin/gatehouse");
    Map<String, String> environment =
        Map.of(
            "GATEHOUSE_PROXY_LISTEN", "127.0.0.1:" + replaced.get("8000"),
            "GATEHOUSE_PROXY_TLS_LISTEN", "127.0.0.1:" + replaced.get("8443"),
            "GATEHOUSE_ADMIN_LISTEN", "127.0.0.1:" + replaced.get("8001"));
    Packaged process =
        Packaged.process(folder, environment, List.of("bash", "-c", "exec " + command));
    background.push(process);
    if (isGateway) {
      process.awaitReady();
    } else {
      await().atMost(Duration.ofSeconds(20)).until(this::serviceListens);
    }
  }

  private boolean serviceListens() {
    int port = Integer.parseInt(replaced.getOrDefault("9000", "0"));
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Lines in their order, with anything between `…`; a line of its own stands for any lines.
  private static Pattern pattern(String expected) {
    StringBuilder regex = new StringBuilder();
    for (String line : expected.strip().split("\n")) {
      for (String part : line.split("…", -1)) {
        regex.append(Pattern.quote(part)).append(line.equals("…") ? "(?s:.*)" : "[^\\n]*");
      }
      regex.append(line.equals("…") ? "" : "\\n?");
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  private String ported(String text) {
    String result = text;
    for (Map.Entry<String, String> port : replaced.entrySet()) {
      result =
          result
              .replace("127.0.0.1:" + port.getKey(), "127.0.0.1:" + port.getValue())
              .replace("--bind 127.0.0.1 " + port.getKey(), "--bind 127.0.0.1 " + port.getValue());
    }
    return result;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
