package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Start, ready, reload, drain and stop of the package, by signals and files as an operator does
/// it.
final class LifecycleBlackBox {
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir private Path folder;

  private final Backend backend = new Backend();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeBackend() {
    client.shutdownNow();
    backend.close();
  }

  /// A configuration whose answers carry its mark in the name of a header.
  private String marked(String mark) {
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: %s
      routes:
      - name: live
        paths: [/live]
        plugins:
        - name: correlation-id
          config: {header_name: X-Mark-%s, echo_downstream: true}
      - name: held
        paths: [/held]
        strip_path: false
    """
        .formatted(backend.url(), mark);
  }

  private Path write(String text) throws IOException {
    Path next = Files.writeString(folder.resolve("gatehouse.yml.next"), text);
    return Files.move(
        next,
        folder.resolve("gatehouse.yml"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private HttpResponse<String> get(int port, String path) {
    try {
      return client.send(request(port, path).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(SOON);
  }

  private boolean bears(Packaged gateway, String mark) {
    return get(gateway.http(), "/live").headers().firstValue("X-Mark-" + mark).isPresent();
  }

  @Test
  void a_changed_file_is_taken_and_a_bad_one_is_not() throws IOException {
    Path config = write(marked("one"));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
      assertThat(bears(gateway, "one")).isTrue();
      write("_format_version: '3.0'\nservices: [{name: x, nope: 1}]\n");
      await().atMost(SOON).until(() -> gateway.err().contains("gatehouse.yml:2:"));
      assertThat(bears(gateway, "one")).isTrue();
      write(marked("two"));
      await().atMost(SOON).until(() -> bears(gateway, "two"));
    }
  }

  @Test
  void sighup_reads_the_files_again() throws IOException, InterruptedException {
    Path config = write(marked("one"));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
      assertThat(post(gateway, marked("posted")).statusCode()).isBetween(200, 299);
      assertThat(bears(gateway, "posted")).isTrue();
      gateway.signal("HUP");
      await().atMost(SOON).until(() -> bears(gateway, "one"));
    }
  }

  private HttpResponse<String> post(Packaged gateway, String text)
      throws IOException, InterruptedException {
    return client.send(
        request(gateway.admin(), "/config")
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_posted_configuration_has_taken_effect_when_the_answer_comes() throws Exception {
    Path config = write(marked("one"));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
      for (int i = 0; i < 5; i++) {
        assertThat(post(gateway, marked("p" + i)).statusCode()).isBetween(200, 299);
        assertThat(bears(gateway, "p" + i)).isTrue();
      }
      HttpResponse<String> refused = post(gateway, "services: [{nope: 1}]");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("nope");
      assertThat(bears(gateway, "p4")).isTrue();
    }
  }

  @Test
  void no_request_is_lost_while_configurations_change() throws Exception {
    Path config = write(marked("0"));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger answered = new AtomicInteger();
      ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < 4; i++) {
        clients.submit(() -> {
          while (!over.get()) {
            try {
              HttpResponse<String> answer = get(gateway.http(), "/live/x");
              if (answer.statusCode() == 200 && answer.body().equals("served /x")) {
                answered.incrementAndGet();
              } else {
                lost.add(answer.statusCode() + " " + answer.body());
              }
            } catch (RuntimeException e) {
              lost.add(e.toString());
            }
          }
        });
      }
      for (int i = 1; i <= 12; i++) {
        int before = answered.get();
        assertThat(post(gateway, marked(String.valueOf(i))).statusCode()).isBetween(200, 299);
        await().atMost(SOON).until(() -> answered.get() > before + 10 || !lost.isEmpty());
      }
      over.set(true);
      assertThat(lost).isEmpty();
    }
  }

  @Test
  void sigterm_finishes_what_is_in_flight_and_exits_0() throws Exception {
    Path config = write(marked("one"));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
      int port = gateway.http();
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(request(port, "/held/1").build(), HttpResponse.BodyHandlers.ofString());
      await().atMost(SOON).until(() -> backend.held.get() == 1);
      gateway.signal("TERM");
      await().atMost(SOON).until(() -> refuses(port));
      assertThat(get(gateway.admin(), "/status/ready").statusCode()).isEqualTo(503);
      assertThat(get(gateway.admin(), "/status").statusCode()).isEqualTo(200);
      assertThat(gateway.isAlive()).isTrue();
      backend.release();
      assertThat(slow.get().body()).isEqualTo("served /held/1");
      assertThat(gateway.ended(SOON).status()).isZero();
    }
  }

  private static boolean refuses(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void the_drain_timeout_bounds_the_wait() throws Exception {
    Path config = write(marked("one"));
    try (Packaged gateway =
        Packaged.run(folder, "--config", config.toString(), "--drain-timeout", "1")) {
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(
              request(gateway.http(), "/held/1").build(), HttpResponse.BodyHandlers.ofString());
      await().atMost(SOON).until(() -> backend.held.get() == 1);
      gateway.signal("TERM");
      assertThat(gateway.ended(Duration.ofSeconds(8)).status()).isZero();
      assertThatThrownBy(slow::get).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void an_idle_gateway_ends_within_two_seconds(String signal) throws IOException {
    Path config = write(marked("one"));
    try (Packaged gateway = Packaged.run(folder, "--config", config.toString())) {
      assertThat(bears(gateway, "one")).isTrue();
      long start = System.nanoTime();
      gateway.signal(signal);
      assertThat(gateway.ended(SOON).status()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--proxy-listen", "--proxy-tls-listen", "--admin-listen"})
  void a_taken_address_exits_3_and_names_it(String flag) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      List<String> command =
          new java.util.ArrayList<>(
              List.of(
                  "run",
                  "--config",
                  write(marked("one")).toString(),
                  "--proxy-listen",
                  "127.0.0.1:0",
                  "--proxy-tls-listen",
                  "127.0.0.1:0",
                  "--admin-listen",
                  "127.0.0.1:0"));
      command.addAll(List.of(flag, address));
      command.subList(command.indexOf(flag), command.indexOf(flag) + 2).clear();
      try (Packaged gateway = Packaged.start(folder, Map.of(), command)) {
        Packaged.Ended ended = gateway.ended(Duration.ofSeconds(30));
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains(address).contains(flag).doesNotContain("Exception");
      }
    }
  }

  @Test
  void two_files_make_one_configuration() throws IOException {
    Path one = write(marked("one"));
    Path two =
        Files.writeString(
            folder.resolve("two.yml"),
            "_format_version: '3.0'\nroutes:\n- {name: second, service: s, paths: [/second]}\n");
    try (Packaged gateway =
        Packaged.run(folder, "--config", one.toString(), "--config", two.toString())) {
      assertThat(get(gateway.http(), "/second").body()).isEqualTo("served /");
    }
  }

  @Test
  void is_not_ready_before_it_serves_the_configuration() throws IOException {
    Path config = write(marked("one"));
    List<String> command =
        List.of(
            "run",
            "--config",
            config.toString(),
            "--proxy-listen",
            "127.0.0.1:0",
            "--proxy-tls-listen",
            "off",
            "--admin-listen",
            "127.0.0.1:0");
    try (Packaged gateway = Packaged.start(folder, Map.of(), command)) {
      gateway.awaitReady();
      assertThat(get(gateway.admin(), "/status/ready").statusCode()).isEqualTo(200);
      assertThat(bears(gateway, "one")).isTrue();
    }
  }

  @Test
  void without_a_configuration_waits_for_one_to_be_posted() throws Exception {
    try (Packaged gateway = Packaged.run(folder)) {
      assertThat(get(gateway.admin(), "/status/ready").statusCode()).isEqualTo(503);
      assertThat(get(gateway.http(), "/live").statusCode()).isEqualTo(404);
      assertThat(post(gateway, marked("first")).statusCode()).isBetween(200, 299);
      assertThat(get(gateway.admin(), "/status/ready").statusCode()).isEqualTo(200);
      assertThat(bears(gateway, "first")).isTrue();
    }
  }

  @Test
  void logs_json_when_asked() throws IOException {
    Path config = write(marked("one"));
    try (Packaged gateway =
        Packaged.run(folder, "--config", config.toString(), "--set", "log_format=json")) {
      assertThat(gateway.err().lines()).allMatch(line -> line.startsWith("{\"time\":\""));
    }
  }
}
