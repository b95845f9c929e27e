package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo does what it prints.
final class DemoBlackBox {
  private static final Pattern ATTEMPT =
      Pattern.compile("(?m)^  (\\d)  (.*)\n     (?:(\\d{3})  )?(.*): [^:]*$");

  private static final List<String> DEMO =
      List.of(
          "demo",
          "--proxy-listen",
          "127.0.0.1:0",
          "--proxy-tls-listen",
          "127.0.0.1:0",
          "--admin-listen",
          "127.0.0.1:0");

  @TempDir private Path folder;

  @Test
  void every_printed_command_does_what_it_says() {
    assumeTrue(Shell.has("curl"), "curl is not installed");
    try (Packaged demo = Packaged.start(folder, Map.of(), DEMO)) {
      demo.awaitReady();
      await().until(() -> demo.out().contains("Ctrl-C"));
      assertThat(demo.out()).doesNotContain("\u001b");
      List<String> commands = new ArrayList<>();
      Matcher attempts = ATTEMPT.matcher(demo.out());
      waitForTheWindow();
      while (attempts.find()) {
        String printed = Shell.run(folder, attempts.group(2));
        commands.add(attempts.group(2));
        assertThat(printed).as(attempts.group(2)).contains(attempts.group(4));
        if (attempts.group(3) != null) {
          List<String> statuses = statuses(printed);
          assertThat(statuses.getLast()).as(printed).isEqualTo(attempts.group(3));
        }
      }
      assertThat(commands).hasSize(7);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(demo.out().lines()).containsAll(linesOfTheReadme()));
      assertThat(demo.err()).doesNotContain("ERROR");
      demo.signal("INT");
      assertThat(demo.ended(Duration.ofSeconds(10)).status()).isZero();
    }
  }

  /// What the README shows of the demo's output.
  private static List<String> linesOfTheReadme() throws IOException {
    List<String> lines =
        Files.readString(Path.of("../README.md"))
            .lines()
            .filter(line -> line.matches("[24]\\d\\d  .*"))
            .toList();
    assertThat(lines).hasSize(4);
    return lines;
  }

  /// The limit counts by the minute of the clock; the attempts take a few seconds.
  private static void waitForTheWindow() {
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> LocalTime.now(ZoneOffset.UTC).getSecond() < 40);
  }

  private static List<String> statuses(String printed) {
    return Pattern.compile("HTTP/[\\d.]+ (\\d{3})")
        .matcher(printed)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void a_forged_identity_does_not_reach_the_service() {
    assumeTrue(Shell.has("curl"), "curl is not installed");
    try (Packaged demo = Packaged.start(folder, Map.of(), DEMO)) {
      demo.awaitReady();
      assertThat(
              Shell.run(
                  folder,
                  "curl -s -H 'x-api-key: 12345' -H 'X-Consumer-Username: root' http://127.0.0.1:"
                      + demo.http()
                      + "/office"))
          .contains("\"path\":\"/office\"", "alice")
          .doesNotContain("root")
          .doesNotContain("12345");
    }
  }

  @Test
  void an_edited_configuration_is_taken_at_once() throws IOException {
    assumeTrue(Shell.has("curl"), "curl is not installed");
    try (Packaged demo = Packaged.start(folder, Map.of(), DEMO)) {
      demo.awaitReady();
      await().until(() -> demo.out().contains("Its configuration is "));
      Matcher found = Pattern.compile("Its configuration is (.*): edit").matcher(demo.out());
      assertThat(found.find()).isTrue();
      Path config = Path.of(found.group(1));
      Files.writeString(
          config, Files.readString(config).replace("paths: [/office]", "paths: [/den]"));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() ->
              Shell.run(
                      folder, "curl -s -H x-api-key:12345 http://127.0.0.1:" + demo.http() + "/den")
                  .contains("\"path\""));
    }
  }

  @Test
  void a_taken_port_is_named_with_the_flag_that_chooses_another() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> command = new ArrayList<>(DEMO);
      command.set(2, "127.0.0.1:" + taken.getLocalPort());
      try (Packaged demo = Packaged.start(folder, Map.of(), command)) {
        Packaged.Ended ended = demo.ended(Duration.ofSeconds(30));
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err())
            .contains("127.0.0.1:" + taken.getLocalPort() + " (it is taken)", "--proxy-listen");
      }
    }
  }
}
