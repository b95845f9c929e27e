package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of a Kong user, `examples/kong/user-service.yml`, runs and refuses what it should.
final class UserServiceBlackBox {
  @TempDir private Path folder;

  private final Backend backend = new Backend();
  private final HttpClient client = HttpClient.newHttpClient();
  private Packaged gateway;

  @BeforeEach
  void start() throws IOException {
    Path example = Packaged.HOME.resolve("examples/kong/user-service.yml");
    Path config =
        Files.writeString(
            folder.resolve("user-service.yml"),
            Files.readString(example).replace("http://user-service:3000", backend.url()));
    Path people =
        Files.writeString(
            folder.resolve("people.yml"),
            """
            _format_version: "3.0"
            consumers:
            - username: alice
              keyauth_credentials: [{key: alice-key}]
            """);
    // The client's address is said by the loopback peer, which is trusted here.
    gateway =
        Packaged.run(
            folder,
            "--config",
            config.toString(),
            people.toString(),
            "--set",
            "trusted_ips=127.0.0.1");
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
    backend.close();
  }

  private HttpResponse<String> get(String address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.http() + "/api/users/1"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("X-Real-IP", address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void nobody_gets_in_without_a_key() throws Exception {
    HttpResponse<String> answer = get("10.1.2.3");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("No API key found in request", "request_id");
    assertThat(backend.paths).isEmpty();
  }

  @Test
  void nobody_gets_in_from_another_address() throws Exception {
    assertThat(get("203.0.113.7", "apikey", "alice-key").statusCode()).isEqualTo(403);
    assertThat(backend.paths).isEmpty();
  }

  @Test
  void a_hundred_requests_a_minute_pass() throws Exception {
    // A minute must not end among them.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> LocalTime.now(ZoneOffset.UTC).getSecond() < 45);
    for (int i = 0; i < 100; i++) {
      assertThat(get("192.168.1.9", "apikey", "alice-key").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> over = get("192.168.1.9", "apikey", "alice-key");
    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.headers().firstValue("Retry-After")).isPresent();
    assertThat(backend.paths).hasSize(100);
  }

  @Test
  void only_the_named_origin_may_read() throws Exception {
    HttpResponse<String> known =
        get("10.0.0.1", "apikey", "alice-key", "Origin", "https://app.example.com");
    assertThat(known.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.example.com");
    HttpResponse<String> other =
        get("10.0.0.1", "apikey", "alice-key", "Origin", "https://evil.example.net");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin").orElse(""))
        .doesNotContain("evil");
  }
}
