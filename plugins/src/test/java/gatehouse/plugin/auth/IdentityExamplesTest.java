package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.auth.token.Forge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of `examples/identity` on a live gateway: only the addresses of the service and of the
/// provider are the test's.
final class IdentityExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples/identity");
  private static final String SECRET = "replace-me-by-a-secret-of-at-least-32-bytes";

  private final TestIssuer issuer = new TestIssuer();
  private final Origin service = Origin.answering(Origin.OK);
  private @Nullable TestGate gate;

  IdentityExamplesTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    if (gate != null) {
      gate.close();
    }
    service.close();
    issuer.close();
  }

  private void serve(String file) throws Exception {
    serve(file, "", "");
  }

  private void serve(String file, String from, String to) throws Exception {
    String text =
        Files.readString(EXAMPLES.resolve(file))
            .replace(from, to)
            .replace("http://127.0.0.1:9000", "http://127.0.0.1:" + service.port())
            .replace("https://auth.example.com", issuer.url())
            .replace("https://login.example.com", issuer.url());
    // Other addresses than loopback come by `X-Real-IP`.
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, text, TestGate::trustingLoopback);
  }

  private RawHttp.Reply send(String line, String... fields) throws Exception {
    try (RawHttp client = Objects.requireNonNull(gate).connect()) {
      StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\nHost: api.example.com\r\n");
      List.of(fields).forEach(field -> text.append(field).append("\r\n"));
      return client.send(text.append("\r\n").toString()).read(false);
    }
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String from(String address) {
    return "X-Real-IP: " + address;
  }

  private static long in(long seconds) {
    return System.currentTimeMillis() / 1000 + seconds;
  }

  private String of(String sub, String more) {
    return issuer.token("\"sub\":\"%s\",\"exp\":%d%s".formatted(sub, in(300), more));
  }

  @Test
  void consumers_enrol_a_second_factor(@TempDir Path folder) throws Exception {
    Path store = Files.createFile(folder.resolve("totp"));
    serve("self-enrolment.yml", "/var/lib/gatehouse/totp", store.toString());
    String key = "apikey: a-long-random-text-of-alice";
    String json = "Content-Type: application/json";
    assertThat(send("GET /orders", key).status()).isEqualTo(401);
    assertThat(send("POST /.gatehouse/totp", json).status()).isEqualTo(401);
    RawHttp.Reply offer = send("POST /.gatehouse/totp", key, json);
    assertThat(offer.status()).isEqualTo(200);
    assertThat(offer.body()).contains("otpauth://totp/Example:alice?secret=");
    assertThat(service.waiting()).isZero();
  }

  @Test
  void a_hand_written_guard() throws Exception {
    serve("gateway-policies.yml");
    String good = of("u-1", ",\"aud\":\"api\"");
    RawHttp.Reply outside = send("GET /api", from("203.0.113.5"), bearer(good));
    assertThat(outside.status()).isEqualTo(403);
    assertThat(outside.body()).contains("IP not allowed");
    assertThat(send("GET /api", from("10.0.0.1")).status()).as("no token").isEqualTo(401);
    assertThat(send("GET /api", from("10.0.0.1"), bearer(good)).status()).isEqualTo(200);
    String confused =
        Forge.token(
            "HS256",
            "{\"iss\":\"%s\",\"aud\":\"api\",\"sub\":\"u-1\",\"exp\":%d}"
                .formatted(issuer.url(), in(300)),
            Forge.secret(Forge.pem(Forge.RSA.getPublic())));
    for (String bad : List.of(of("u-1", ",\"aud\":\"web\""), of("u-1", ""), confused, good + "x")) {
      assertThat(send("GET /api", from("10.0.0.1"), bearer(bad)).status()).isEqualTo(401);
    }
    int status = 0;
    for (int i = 0; i < 101 && status != 429; i++) {
      status = send("GET /api", from("10.0.0.9"), bearer(good)).status();
    }
    assertThat(status).isEqualTo(429);
    assertThat(send("GET /api", from("10.0.0.8"), bearer(good)).status()).isEqualTo(200);
  }

  @Test
  void the_mini_project() throws Exception {
    serve("mini-project.yml");
    String token =
        Forge.token(
            "HS256", "{\"iss\":\"alice-app\",\"exp\":" + in(300) + "}", Forge.secret(SECRET));
    RawHttp.Reply reply = send("GET /api", from("10.0.0.1"), bearer(token));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ratelimit-limit")).isEqualTo("100");
    assertThat(service.next().header("x-consumer-username")).isEqualTo("alice");
    assertThat(send("GET /api", from("10.0.0.1")).status()).isEqualTo(401);
    assertThat(send("GET /api", from("203.0.113.5"), bearer(token)).status()).isEqualTo(403);
  }

  @Test
  void orders_by_role() throws Exception {
    serve("orders-by-role.yml");
    String customer = of("x", ",\"aud\":\"orders\",\"user_id\":101,\"role\":\"customer\"");
    String[] forged = {
      bearer(customer), "X-User-Id: 1", "x-user-id: 1", "X_User_Id: 1", "X-User-Anything: 1"
    };
    assertThat(send("GET /api/orders", forged).status()).isEqualTo(200);
    Origin.Seen seen = service.next();
    assertThat(seen.header("x-user-id")).isEqualTo("101");
    assertThat(seen.header("x-user-role")).isEqualTo("customer");
    assertThat(seen.header("authorization")).isNull();
    assertThat(seen.fields())
        .filteredOn(field -> field.toLowerCase(java.util.Locale.ROOT).startsWith("x"))
        .noneMatch(field -> field.endsWith(": 1"));
    assertThat(send("DELETE /api/orders/7", bearer(customer)).status()).isEqualTo(403);
    assertThat(send("GET /api/other", bearer(customer)).status()).isEqualTo(403);
    String admin = of("x", ",\"aud\":\"orders\",\"role\":\"admin\"");
    assertThat(send("DELETE /api/orders/7", bearer(admin)).status()).isEqualTo(200);
    assertThat(send("GET /api/orders", bearer(of("x", ",\"aud\":\"orders\""))).status())
        .as("no role")
        .isEqualTo(403);
    for (String bad :
        List.of(
            issuer.token("\"aud\":\"orders\",\"role\":\"customer\",\"exp\":1"),
            of("x", ",\"aud\":\"orders\",\"role\":\"customer\",\"iss\":\"https://evil.test\""),
            customer + "x")) {
      assertThat(send("GET /api/orders", bearer(bad)).status()).isEqualTo(401);
    }
    String elsewhere = of("x", ",\"aud\":\"web\",\"role\":\"customer\"");
    assertThat(send("GET /api/orders", bearer(elsewhere)).status()).isEqualTo(403);
  }

  @Test
  void a_token_in_the_header_only() throws Exception {
    serve("token-in-header.yml");
    String token =
        Forge.token(
            "HS256",
            "{\"iss\":\"https://id.example.com\",\"exp\":%d,\"nbf\":%d}".formatted(in(300), in(-9)),
            Forge.secret(SECRET));
    assertThat(send("GET /", bearer(token)).status()).isEqualTo(200);
    assertThat(send("GET /?jwt=" + token).status()).isEqualTo(401);
    assertThat(send("GET /", "Cookie: jwt=" + token).status()).isEqualTo(401);
    assertThat(send("OPTIONS /").status()).isEqualTo(401);
  }

  @Test
  void claims_to_headers() throws Exception {
    serve("claims-to-headers.yml");
    assertThat(
            send("GET /api", bearer(of("u-7", ",\"roles\":[\"a\",\"b\"]")), "x-authenticated: no")
                .status())
        .isEqualTo(200);
    Origin.Seen seen = service.next();
    assertThat(seen.header("x-user-id")).isEqualTo("u-7");
    assertThat(seen.header("x-user-roles")).isEqualTo("a,b");
    assertThat(seen.header("x-authenticated")).isEqualTo("true");
    assertThat(seen.header("authorization")).isNull();
    assertThat(send("GET /api", bearer("nonsense")).status()).isEqualTo(401);
    assertThat(send("GET /api", bearer(of("u-7", ",\"iss\":\"https://evil.test\""))).status())
        .isEqualTo(401);
  }

  @Test
  void roles_allowed() throws Exception {
    serve("roles-allowed.yml");
    issuer.introspect("t-user", "\"active\":true,\"sub\":\"u\",\"roles\":[\"user\"]");
    issuer.introspect("t-guest", "\"active\":true,\"sub\":\"g\",\"roles\":[\"guest\"]");
    RawHttp.Reply reply = send("GET /api", bearer("t-user"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ratelimit-limit")).isEqualTo("1000");
    assertThat(send("GET /api", bearer("t-guest")).status()).isEqualTo(403);
    assertThat(send("GET /api", bearer("t-nobody")).status()).isEqualTo(401);
    assertThat(send("GET /api").status()).isEqualTo(401);
  }

  /// Whoever adds a file adds its test.
  @Test
  void every_file_has_a_test() throws IOException {
    try (var files = Files.list(EXAMPLES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "gateway-policies.yml",
              "mini-project.yml",
              "orders-by-role.yml",
              "self-enrolment.yml",
              "token-in-header.yml",
              "claims-to-headers.yml",
              "roles-allowed.yml");
    }
  }
}
