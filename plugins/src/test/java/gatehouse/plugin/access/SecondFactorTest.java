package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.cases.PeerGate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The built-in second factor: codes, guesses, and the cookie that spares the next code.
final class SecondFactorTest {
  private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

  /// The vectors of RFC 6238, appendix B, for SHA-1.
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void makes_the_codes_of_the_standard(long seconds, String code) {
    byte[] secret = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    Totp totp = new Totp(8, 30, 0);
    assertThat(totp.code(secret, seconds / 30)).isEqualTo(code);
    assertThat(totp.match(secret, code, seconds)).isEqualTo(seconds / 30);
    assertThat(totp.match(secret, code, seconds + 60)).isNegative();
  }

  @Test
  void reads_secrets_as_apps_write_them() {
    assertThat(Totp.secret("gezd gnbv gy3t qojq gezd gnbv gy3t qojq"))
        .isEqualTo("12345678901234567890".getBytes(StandardCharsets.US_ASCII));
    assertThat(Totp.secret("short234")).isNull();
    assertThat(Totp.secret("1".repeat(32))).isNull();
  }

  private static PeerGate gate(String totp) throws Exception {
    return new PeerGate(
        "{name: key-auth}\n- {name: step-up-auth, config: {totp: {" + totp + "}}}",
        """
        consumers:
        - {username: alice, keyauth_credentials: [{key: ka}], totp_credentials: [{secret: %s}]}
        - {username: bob, keyauth_credentials: [{key: kb}], totp_credentials: [{secret: %s}]}
        - {username: carl, keyauth_credentials: [{key: kc}]}
        """
            .formatted(SECRET, SECRET.replace('J', 'K')));
  }

  private static String code(int periods) {
    long counter = System.currentTimeMillis() / 1000 / 300 + periods;
    return new Totp(6, 300, 0).code(Objects.requireNonNull(Totp.secret(SECRET)), counter);
  }

  private static RawHttp.Reply ask(PeerGate gate, String key, String... fields) throws Exception {
    String[] all = new String[fields.length + 1];
    all[0] = "apikey: " + key;
    System.arraycopy(fields, 0, all, 1, fields.length);
    return gate.send("GET /", all);
  }

  /// What the founding story tells: every service behind the gateway asks for a second factor from
  /// one reload on, and none of them was touched.
  @Test
  void a_second_factor_is_turned_on_at_the_gateway() throws Exception {
    try (PeerGate gate = gate("period: 300")) {
      RawHttp.Reply first = ask(gate, "ka");
      assertThat(first.status()).isEqualTo(401);
      assertThat(first.body()).contains("\"otp_header\":\"X-OTP\"");
      assertThat(gate.service().waiting()).isZero();

      String code = code(0);
      RawHttp.Reply proven = ask(gate, "ka", "X-OTP: " + code);
      assertThat(proven.status()).isEqualTo(200);
      assertThat(gate.service().next().header("x-otp")).isNull();
      String cookie = Objects.requireNonNull(proven.header("set-cookie"));
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Max-Age=43200");
      String pair = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));

      assertThat(ask(gate, "ka", pair + "; other=1").status()).isEqualTo(200);
      assertThat(gate.service().next().header("cookie")).isEqualTo("other=1");
      assertThat(ask(gate, "ka", "X-OTP: " + code).status()).as("replayed").isEqualTo(401);
      assertThat(ask(gate, "kb", pair).status()).as("someone else's cookie").isEqualTo(401);
      assertThat(ask(gate, "kb", "X-OTP: " + code(0)).status()).as("other's").isEqualTo(401);
      assertThat(ask(gate, "kc", "X-OTP: " + code(0)).status()).as("no secret").isEqualTo(401);
      assertThat(ask(gate, "ka", pair + "x").status()).isEqualTo(401);
      String later = pair.replaceFirst("=\\d+", "=9999999999");
      assertThat(ask(gate, "ka", later).status()).as("a longer life").isEqualTo(401);
      assertThat(gate.send("GET /", pair).status()).as("no key").isEqualTo(401);
    }
  }

  private static String story(int port, String plugin) {
    return """
    _format_version: "3.0"
    services:
    - {name: one, url: "http://127.0.0.1:%1$d", routes: [{name: one, paths: [/one]}]}
    - {name: two, url: "http://127.0.0.1:%1$d", routes: [{name: two, paths: [/two]}]}
    plugins:
    - name: key-auth
    %2$s
    consumers:
    - {username: alice, keyauth_credentials: [{key: ka}], totp_credentials: [{secret: %3$s}]}
    """
        .formatted(port, plugin, SECRET);
  }

  private static int status(TestGate gate, String path, String more) throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\napikey: ka\r\n" + more + "\r\n");
      return client.read().status();
    }
  }

  private static String metrics(TestGate gate) throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    gate.metrics().write(told);
    return told.toString(StandardCharsets.UTF_8);
  }

  /// The same story as the operator lives it: first to see whom it would meet, then for good, each
  /// by a reload under load; no request but those without a code is refused.
  @Test
  void it_is_tried_and_then_enforced_by_reloads() throws Exception {
    String factor = "config: {except: [/two/health], totp: {period: 300, cookie_ttl: 0}}";
    try (Origin service = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, story(service.port(), ""))) {
      ConcurrentLinkedQueue<Integer> honest = new ConcurrentLinkedQueue<>();
      AtomicBoolean over = new AtomicBoolean();
      Thread load =
          Thread.ofVirtual()
              .start(() -> {
                while (!over.get()) {
                  try {
                    honest.add(status(gate, "/two/health", ""));
                  } catch (Exception e) {
                    honest.add(-1);
                  }
                }
              });
      assertThat(status(gate, "/one", "")).isEqualTo(200);
      gate.swap(story(service.port(), "- {name: step-up-auth, enforce: false, " + factor + "}"));
      assertThat(status(gate, "/one", "")).isEqualTo(200);
      // Counted once the exchange has ended, which is after the client has its answer.
      await().until(() -> metrics(gate).contains("action=\"would_deny\""));
      gate.swap(story(service.port(), "- {name: step-up-auth, " + factor + "}"));
      for (String path : List.of("/one", "/two/orders")) {
        assertThat(status(gate, path, "")).isEqualTo(401);
      }
      assertThat(status(gate, "/one", "X-OTP: " + code(0) + "\r\n")).isEqualTo(200);
      over.set(true);
      load.join();
      assertThat(honest).isNotEmpty().containsOnly(200);
    }
  }

  @Test
  void guesses_end_in_a_lock_that_a_right_code_does_not_open() throws Exception {
    try (PeerGate gate = gate("period: 300, max_attempts: 2")) {
      assertThat(ask(gate, "ka", "X-OTP: 000").status()).isEqualTo(401);
      assertThat(ask(gate, "ka", "X-OTP: abc").status()).isEqualTo(401);
      RawHttp.Reply locked = ask(gate, "ka", "X-OTP: " + code(0));
      assertThat(locked.status()).isEqualTo(429);
      assertThat(locked.header("retry-after")).isEqualTo("300");
      assertThat(ask(gate, "kb", "X-OTP: 000").status()).as("another consumer").isEqualTo(401);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  /// What no app makes for now is no code, however it is written.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "00000",
        "0000000",
        "-00000",
        "+00000",
        "0x0000",
        "00 000",
        "000000,000000",
        "null",
        "\u0660\u0660\u0660\u0660\u0660\u0660"
      })
  void what_is_no_code_is_none(String code) throws Exception {
    try (PeerGate gate = gate("period: 300, max_attempts: 1000")) {
      assertThat(ask(gate, "ka", "X-OTP: " + code).status()).isEqualTo(401);
      for (int periods : List.of(-3, -2, 2, 3, 100, -100)) {
        assertThat(ask(gate, "ka", "X-OTP: " + code(periods)).status()).isEqualTo(401);
      }
      String good = code(0);
      assertThat(ask(gate, "ka", "X-OTP: " + good, "X-OTP: " + good).status()).isEqualTo(401);
      assertThat(ask(gate, "ka", "X-OTP: " + good + "0").status()).isEqualTo(401);
      assertThat(ask(gate, "ka", "X_OTP: " + good).status()).isEqualTo(401);
      assertThat(ask(gate, "ka", "Cookie: X-OTP=" + good).status()).isEqualTo(401);
      assertThat(gate.send("GET /?X-OTP=" + good, "apikey: ka").status()).isEqualTo(401);
      assertThat(gate.service().waiting()).isZero();
      assertThat(ask(gate, "ka", "X-OTP: " + good).status()).isEqualTo(200);
    }
  }

  private static String twoRoutes(int port, String one, String two, String secret) {
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes:
      - {name: one, paths: [/one], plugins: [{name: step-up-auth, config: {totp: {period: 300%s}}}]}
      - {name: two, paths: [/two], plugins: [{name: step-up-auth, config: {totp: {period: 300%s}}}]}
    plugins:
    - name: key-auth
    consumers:
    - {username: alice, keyauth_credentials: [{key: ka}], totp_credentials: [{secret: %s}]}
    """
        .formatted(port, one, two, secret);
  }

  private static RawHttp.Reply reply(TestGate gate, String path, String field) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client
          .send("GET " + path + " HTTP/1.1\r\nHost: a\r\napikey: ka\r\n" + field + "\r\n\r\n")
          .read();
    }
  }

  /// RFC 6238, section 5.2, holds for the verifier as a whole: whoever has seen a code at one route
  /// must not get in by it at another.
  @Test
  void a_code_is_good_once_at_all_instances_together() throws Exception {
    try (Origin service = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                twoRoutes(
                    service.port(), ", cookie_ttl: 0", ", cookie_ttl: 0, window: 0", SECRET))) {
      String otp = "X-OTP: " + code(0);
      assertThat(reply(gate, "/one", otp).status()).isEqualTo(200);
      assertThat(reply(gate, "/two", otp).status()).isEqualTo(401);
      assertThat(reply(gate, "/one", otp).status()).isEqualTo(401);
    }
  }

  @Test
  void guesses_are_counted_at_all_instances_together() throws Exception {
    String most = ", max_attempts: 2";
    try (Origin service = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES, twoRoutes(service.port(), most, most, SECRET))) {
      assertThat(reply(gate, "/one", "X-OTP: 000").status()).isEqualTo(401);
      assertThat(reply(gate, "/two", "X-OTP: 000").status()).isEqualTo(401);
      assertThat(reply(gate, "/one", "X-OTP: " + code(0)).status()).isEqualTo(429);
      assertThat(reply(gate, "/two", "X-OTP: " + code(0)).status()).isEqualTo(429);
    }
  }

  /// A cookie of a lenient route is worth at a strict one only what that one says.
  @ParameterizedTest
  @CsvSource({"0, 401", "300, 200"})
  void a_cookie_counts_as_long_as_the_instance_says_that_is_shown_it(int ttl, int status)
      throws Exception {
    String secret = ", secret: " + "s".repeat(32);
    String document = ", cookie_ttl: " + ttl + secret;
    try (Origin service = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES, twoRoutes(service.port(), secret, document, SECRET))) {
      String cookie =
          Objects.requireNonNull(reply(gate, "/one", "X-OTP: " + code(0)).header("set-cookie"));
      String pair = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
      assertThat(reply(gate, "/one", pair).status()).isEqualTo(200);
      assertThat(reply(gate, "/two", pair).status()).isEqualTo(status);
      String long8 = ", digits: 8" + secret;
      gate.swap(twoRoutes(service.port(), long8, secret, SECRET));
      assertThat(reply(gate, "/two", pair).status()).as("over a reload").isEqualTo(200);
      assertThat(reply(gate, "/one", pair).status()).as("proven by fewer digits").isEqualTo(401);
      gate.swap(twoRoutes(service.port(), secret, secret, SECRET.replace('J', 'K')));
      assertThat(reply(gate, "/one", pair).status()).as("the secret is gone").isEqualTo(401);
    }
  }
}
