package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.access.StepUpAuth.Config;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.cases.PeerGate;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Levels by claims, and the second factor on a live gateway.
final class StepUpAuthTest {
  private static final long NOW = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();
  private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  private static final String ERROR =
      "Bearer error=\"insufficient_user_authentication\", error_description=";

  private static Config config(
      @Nullable List<String> acr,
      @Nullable List<String> order,
      @Nullable List<String> amr,
      @Nullable Integer age) {
    return new Config(
        acr,
        order,
        List.of("acr"),
        List.of("amr"),
        List.of("auth_time"),
        amr,
        age,
        5,
        List.of(),
        List.of(),
        List.of(),
        false,
        null,
        null,
        "stronger",
        false,
        null);
  }

  private static @Nullable String challenge(
      Config config, @Nullable Map<String, @Nullable Object> claims) {
    FakeExchange x = FakeExchange.get("/").at(Instant.ofEpochSecond(NOW));
    x.identify(new Identity(null, new Identity.ProvenCredential("c", "c"), List.of(), "jwt"));
    if (claims != null) {
      x.put(VerifiedClaims.KEY, new VerifiedClaims(claims));
    }
    Answer answer = new FakeChain(new StepUpAuth(config, new FakeWorkshop())).send(x).answer();
    if (answer == null) {
      return null;
    }
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.members().getFirst().value()).isEqualTo("insufficient_user_authentication");
    return x.answered("WWW-Authenticate");
  }

  static Stream<Arguments> levels() {
    Map<String, @Nullable Object> none = Map.of();
    return Stream.of(
        Arguments.of(Map.of("acr", "mfa"), true),
        Arguments.of(Map.of("acr", "hw"), true),
        Arguments.of(Map.of("acr", "pwd"), false),
        Arguments.of(Map.of("acr", "MFA"), false),
        Arguments.of(Map.of("acr", List.of("mfa")), false),
        Arguments.of(Map.of("amr", List.of("pwd", "otp")), true),
        Arguments.of(Map.of("amr", List.of("pwd")), false),
        Arguments.of(Map.of("amr", List.of(7, "otp")), false),
        Arguments.of(none, false));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void a_level_or_a_method_must_be_in_the_token(
      Map<String, @Nullable Object> claims, boolean passes) {
    Config config = config(List.of("mfa"), List.of("pwd", "mfa", "hw"), List.of("otp"), null);
    assertThat(challenge(config, claims))
        .isEqualTo(
            passes
                ? null
                : ERROR + "\"A different authentication level is required\", acr_values=\"mfa\"");
  }

  static Stream<Arguments> ages() {
    return Stream.of(
        Arguments.of(NOW, true),
        Arguments.of(NOW - 305, true),
        Arguments.of(NOW - 306, false),
        Arguments.of(NOW + 5, true),
        Arguments.of(NOW + 6, false),
        Arguments.of((double) NOW - 10.5, true),
        Arguments.of(Double.NaN, false),
        Arguments.of(Double.POSITIVE_INFINITY, false),
        Arguments.of(Long.toString(NOW), false),
        Arguments.of(null, false));
  }

  @ParameterizedTest
  @MethodSource("ages")
  void the_authentication_must_be_fresh(@Nullable Object time, boolean passes) {
    Map<String, @Nullable Object> claims = new java.util.HashMap<>();
    claims.put("auth_time", time);
    assertThat(challenge(config(null, null, null, 300), claims))
        .isEqualTo(
            passes ? null : ERROR + "\"More recent authentication is required\", max_age=\"300\"");
  }

  @Test
  void both_are_asked_for_together_and_no_claims_satisfy_nothing() {
    assertThat(challenge(config(List.of("a", "b"), null, null, 60), null))
        .isEqualTo(
            ERROR
                + "\"A different authentication level is required\", acr_values=\"a b\","
                + " max_age=\"60\"");
  }

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
}
