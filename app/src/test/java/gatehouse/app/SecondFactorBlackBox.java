package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example `examples/identity/self-enrolment.yml`, run as it is shipped, with `oathtool` as the
/// authenticator app.
final class SecondFactorBlackBox {
  private static final String KEY = "a-long-random-text-of-alice";
  private static final Pattern SECRET = Pattern.compile("\\b[A-Z2-7]{32}\\b");

  @TempDir private Path folder;

  private final Backend backend = new Backend();
  private final HttpClient client = HttpClient.newHttpClient();
  private Path config;
  private Path store;
  private Packaged gateway;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Shell.has("oathtool"), "oathtool is not installed");
    store = Files.createFile(folder.resolve("totp"));
    Path example = Packaged.HOME.resolve("examples/identity/self-enrolment.yml");
    config =
        Files.writeString(
            folder.resolve("gatehouse.yml"),
            Files.readString(example)
                .replace("http://127.0.0.1:9000", backend.url())
                .replace("/var/lib/gatehouse/totp", store.toString()));
    gateway = Packaged.run(folder, "--config", config.toString());
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (gateway != null) {
      gateway.close();
    }
    backend.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... fields)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.http() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int orders(String code) throws IOException, InterruptedException {
    return send("GET", "/orders", "", "apikey", KEY, "X-OTP", code).statusCode();
  }

  /// The code that an app shows, or will show after a while.
  private String code(String secret, int seconds) {
    String command = "oathtool --totp -b -N 'now + %d seconds' %s".formatted(seconds, secret);
    return Shell.run(folder, command).strip();
  }

  private static String secretIn(String text) {
    Matcher found = SECRET.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group();
  }

  @Test
  void a_consumer_enrols_its_app_and_the_gateway_remembers() throws Exception {
    assertThat(orders("123456")).isEqualTo(401);
    HttpResponse<String> offer = send("POST", "/.gatehouse/totp", "", "apikey", KEY);
    assertThat(offer.statusCode()).as(offer.body()).isEqualTo(200);
    String secret = secretIn(offer.body());
    String first = code(secret, 0);
    String confirmation = "{\"code\": \"" + first + "\"}";
    HttpResponse<String> confirmed = send("POST", "/.gatehouse/totp", confirmation, "apikey", KEY);
    assertThat(confirmed.body()).isEqualTo("{\"enrolled\":true}");
    assertThat(orders(first)).as("confirming used it").isEqualTo(401);
    assertThat(orders(code(secret, 30))).isEqualTo(200);
    assertThat(backend.paths).containsExactly("/");

    gateway.signal("KILL");
    await().until(() -> !gateway.isAlive());
    String before = gateway.err();
    gateway = Packaged.run(folder, "--config", config.toString());
    assertThat(orders(code(secret, 0))).as("after a crash").isEqualTo(200);

    Files.writeString(store, "");
    gateway.signal("HUP");
    await().until(() -> gateway.err().contains("(SIGHUP)"));
    assertThat(orders(code(secret, 30))).as("taken away").isEqualTo(401);
    assertThat(before + gateway.err() + gateway.out()).doesNotContain(secret, first);
  }

  @Test
  void an_operator_enrols_a_consumer() throws Exception {
    Packaged.Ended made = Packaged.command(folder, "totp", "alice", "--issuer", "Example");
    assertThat(made.status()).isZero();
    String secret = secretIn(made.out());
    String line = made.out().lines().filter(l -> l.contains("- secret:")).findFirst().orElseThrow();
    Files.writeString(config, Files.readString(config) + "  totp_credentials:\n" + line + "\n");
    gateway.signal("HUP");
    await().until(() -> gateway.err().contains("(SIGHUP)"));
    assertThat(orders(code(secret, 0))).isEqualTo(200);
  }
}
