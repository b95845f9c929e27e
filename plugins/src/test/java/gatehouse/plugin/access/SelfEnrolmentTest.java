package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Consumers enrol a second factor themselves, at the gateway.
final class SelfEnrolmentTest {
  private static final String PATH = "/.gatehouse/totp";
  private static final String CONFIGURED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  private static final String JSON = "Content-Type: application/json";

  @TempDir private Path folder;
  private Path store;
  private Origin service;
  private TestGate gate;

  @BeforeEach
  void start() throws Exception {
    service = Origin.answering(Origin.OK);
    store = Files.createFile(folder.resolve("enrolments"));
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document("", ""));
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
    service.close();
  }

  /// @param totp further fields of the second factor
  /// @param alice further fields of a consumer
  private String document(String totp, String alice) {
    return """
    _format_version: "3.0"
    services:
    - {name: s, url: "http://127.0.0.1:%1$d", routes: [{name: r, paths: [/], strip_path: false}]}
    plugins:
    - name: key-auth
      config: {anonymous: nobody}
    - name: step-up-auth
      config:
        methods: [GET, POST, DELETE, PUT, HEAD, PATCH]
        totp: {issuer: My Shop, period: 300, max_attempts: 3, enroll_path: %2$s, enroll_store: "%3$s", secret: %4$s%5$s}
    consumers:
    - {username: alice, keyauth_credentials: [{key: ka}]%6$s}
    - {username: bob b, keyauth_credentials: [{key: kb}]}
    - {username: carl, keyauth_credentials: [{key: kc}], totp_credentials: [{secret: %7$s}]}
    - {username: nobody}
    """
        .formatted(service.port(), PATH, store, "s".repeat(32), totp, alice, CONFIGURED);
  }

  private RawHttp.Reply send(String line, String key, String body, String... fields)
      throws Exception {
    StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\nHost: a\r\n");
    if (!key.isEmpty()) {
      text.append("apikey: ").append(key).append("\r\n");
    }
    List.of(fields).forEach(field -> text.append(field).append("\r\n"));
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    try (RawHttp client = gate.connect()) {
      return client.send(text + "\r\n" + body).read(line.startsWith("HEAD "));
    }
  }

  private RawHttp.Reply enrol(String key, String body, String... fields) throws Exception {
    String[] all = Stream.concat(Stream.of(JSON), Stream.of(fields)).toArray(String[]::new);
    return send("POST " + PATH, key, body, all);
  }

  private int get(String key, String... fields) throws Exception {
    return send("GET /orders", key, "", fields).status();
  }

  private static String code(String secret, int periods) {
    long counter = System.currentTimeMillis() / 1000 / 300 + periods;
    return new Totp(6, 300, 0).code(Objects.requireNonNull(Totp.secret(secret)), counter);
  }

  private static String confirming(String code) {
    return "{\"code\": \"" + code + "\"}";
  }

  private static String wrong(String secret) {
    return Stream.of("000000", "111111", "222222", "333333")
        .filter(c -> Stream.of(-1, 0, 1, 2).noneMatch(n -> c.equals(code(secret, n))))
        .findFirst()
        .orElseThrow();
  }

  /// Asks for a secret.
  private String offered(String key, String... fields) throws Exception {
    RawHttp.Reply reply = enrol(key, "", fields);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
    return reply.body().replaceFirst(".*\"secret\":\"([A-Z2-7]{32})\".*", "$1");
  }

  private String enrolled(String key) throws Exception {
    String secret = offered(key);
    assertThat(enrol(key, confirming(code(secret, 0))).status()).isEqualTo(200);
    return secret;
  }

  private void restart(String document) throws Exception {
    gate.close();
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document);
  }

  @Test
  void a_consumer_enrols_and_is_asked_for_codes_from_then_on() throws Exception {
    assertThat(get("kb")).as("before").isEqualTo(401);
    RawHttp.Reply offer = enrol("kb", "{}");
    assertThat(offer.status()).isEqualTo(200);
    assertThat(offer.header("content-type")).isEqualTo("application/json");
    assertThat(offer.body())
        .matches(
            "\\{\"secret\":\"([A-Z2-7]{32})\",\"otpauth_uri\":\"otpauth://totp/My%20Shop:bob%20b"
                + "\\?secret=\\1&issuer=My%20Shop&algorithm=SHA1&digits=6&period=300\","
                + "\"expires_in\":600}");
    String secret = offer.body().substring(11, 43);
    assertThat(get("kb", "X-OTP: " + code(secret, 0))).as("not confirmed").isEqualTo(401);

    RawHttp.Reply confirmed = enrol("kb", confirming(code(secret, 0)));
    assertThat(confirmed.status()).isEqualTo(200);
    assertThat(confirmed.body()).isEqualTo("{\"enrolled\":true}");
    assertThat(confirmed.header("cache-control")).isEqualTo("no-store");
    assertThat(get("kb", "X-OTP: " + code(secret, 0))).as("confirming used it").isEqualTo(401);
    String cookie = Objects.requireNonNull(confirmed.header("set-cookie"));
    String pair = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
    assertThat(service.waiting()).isZero();
    assertThat(get("kb", pair)).as("proven by confirming").isEqualTo(200);
    assertThat(get("kb", "X-OTP: " + code(secret, 1))).isEqualTo(200);
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).as("somebody else's").isEqualTo(401);
    assertThat(enrol("kb", "", pair).status()).as("a cookie is no proof here").isEqualTo(401);
  }

  @Test
  void the_header_confirms_a_first_factor_too() throws Exception {
    String secret = offered("ka");
    String otp = "X-OTP: " + code(secret, 0);
    assertThat(send("POST " + PATH, "ka", "", otp).body()).isEqualTo("{\"enrolled\":true}");
    assertThat(get("ka", otp)).isEqualTo(401);
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).isEqualTo(200);
  }

  @Test
  void a_factor_is_replaced_by_who_has_it_only() throws Exception {
    String first = enrolled("ka");
    RawHttp.Reply refused = enrol("ka", "");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body())
        .contains("\"error\":\"insufficient_user_authentication\"", "\"otp_header\":\"X-OTP\"");
    assertThat(enrol("ka", "", "X-OTP: " + code(first, 0)).status()).as("used").isEqualTo(401);

    String second = offered("ka", "X-OTP: " + code(first, 1));
    assertThat(second).isNotEqualTo(first);
    assertThat(enrol("ka", confirming(code(second, 0))).status()).isEqualTo(200);
    assertThat(enrol("ka", confirming(code(second, 1))).status()).as("once").isEqualTo(409);
    assertThat(get("ka", "X-OTP: " + code(second, 1))).isEqualTo(200);
    assertThat(get("ka", "X-OTP: " + code(first, 1))).as("replaced").isEqualTo(401);
    assertThat(Files.readAllLines(store)).hasSize(1);
  }

  @Test
  void a_configured_factor_guards_enrolment_and_stays() throws Exception {
    assertThat(enrol("kc", "").status()).isEqualTo(401);
    assertThat(enrol("kc", "", "X-OTP: " + wrong(CONFIGURED)).status()).isEqualTo(401);
    String own = offered("kc", "X-OTP: " + code(CONFIGURED, 0));
    assertThat(enrol("kc", confirming(code(own, 0))).status()).isEqualTo(200);
    assertThat(get("kc", "X-OTP: " + code(own, 1))).isEqualTo(200);
    assertThat(get("kc", "X-OTP: " + code(CONFIGURED, 1))).isEqualTo(200);
  }

  /// Somebody with a stolen key asks for a secret before the consumer enrols; it must not replace
  /// the consumer's afterwards.
  @Test
  void what_was_offered_before_there_was_a_factor_does_not_replace_it() throws Exception {
    String stolen = offered("ka");
    gate.swap(document("", ", totp_credentials: [{secret: " + CONFIGURED + "}]"));
    assertThat(enrol("ka", confirming(code(stolen, 0))).status()).isEqualTo(409);
    gate.swap(document("", ""));
    String own = offered("ka");
    assertThat(enrol("ka", confirming(code(stolen, 0))).status()).as("superseded").isEqualTo(401);
    assertThat(enrol("ka", confirming(code(own, 0))).status()).isEqualTo(200);
    assertThat(enrol("ka", confirming(code(stolen, 0))).status()).isEqualTo(409);
    assertThat(get("ka", "X-OTP: " + code(stolen, 1))).isEqualTo(401);
  }

  @Test
  void a_factor_is_removed_by_who_has_it_only() throws Exception {
    assertThat(send("DELETE " + PATH, "ka", "").status()).isEqualTo(404);
    String secret = enrolled("ka");
    assertThat(send("DELETE " + PATH, "ka", "").status()).isEqualTo(401);
    assertThat(send("DELETE " + PATH, "ka", "", "X-OTP: " + wrong(secret)).status()).isEqualTo(401);
    RawHttp.Reply removed = send("DELETE " + PATH, "ka", "", "X-OTP: " + code(secret, 1));
    assertThat(removed.status()).isEqualTo(204);
    assertThat(store).isEmptyFile();
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).isEqualTo(401);
    assertThat(service.waiting()).isZero();
  }

  static Stream<Arguments> attacks() {
    String form = "Content-Type: application/x-www-form-urlencoded";
    return Stream.of(
        Arguments.of("nobody", "POST", "", "{}", JSON, 401),
        Arguments.of("a wrong key", "POST", "wrong", "{}", JSON, 401),
        Arguments.of("nobody else's method either", "GET", "", "", "Accept: */*", 401),
        Arguments.of("GET", "GET", "ka", "", "Accept: */*", 405),
        Arguments.of("HEAD", "HEAD", "ka", "", "Accept: */*", 405),
        Arguments.of("PUT", "PUT", "ka", "{}", JSON, 405),
        Arguments.of("PATCH", "PATCH", "ka", "{}", JSON, 405),
        Arguments.of("OPTIONS", "OPTIONS", "ka", "", "Accept: */*", 405),
        Arguments.of("a form of another site", "POST", "ka", "code=1", form, 415),
        Arguments.of("its text", "POST", "ka", "{}", "Content-Type: text/plain", 415),
        Arguments.of(
            "a type in its parameter",
            "POST",
            "ka",
            "{}",
            "Content-Type: text/plain; application/json",
            415),
        Arguments.of("two types", "POST", "ka", "{}", JSON + "\r\n" + form, 415),
        Arguments.of("no type", "POST", "ka", "{}", "Accept: */*", 415),
        Arguments.of("neither type nor body", "POST", "ka", "", "Accept: */*", 415),
        Arguments.of("a form with a code", "POST", "ka", "a=b", form + "\r\nX-OTP: 123456", 415),
        Arguments.of("no JSON", "POST", "ka", "{", JSON, 400),
        Arguments.of("no object", "POST", "ka", "[]", JSON, 400),
        Arguments.of("a text", "POST", "ka", "\"123456\"", JSON, 400),
        Arguments.of("a number", "POST", "ka", "{\"code\": 123456}", JSON, 400),
        Arguments.of("null", "POST", "ka", "{\"code\": null}", JSON, 400),
        Arguments.of("a list", "POST", "ka", "{\"code\": [\"123456\"]}", JSON, 400),
        Arguments.of(
            "two codes", "POST", "ka", "{\"code\": \"123456\", \"code\": \"123457\"}", JSON, 400),
        Arguments.of(
            "another consumer",
            "POST",
            "ka",
            "{\"code\": \"123456\", \"consumer\": \"bob\"}",
            JSON,
            400),
        Arguments.of(
            "a secret of its own", "POST", "ka", "{\"secret\": \"" + CONFIGURED + "\"}", JSON, 400),
        Arguments.of("oversize", "POST", "ka", "{" + " ".repeat(1100) + "}", JSON, 413),
        Arguments.of("nothing to confirm", "POST", "ka", "{\"code\": \"123456\"}", JSON, 409),
        Arguments.of("a body of zeros", "POST", "ka", "\0\0\0\0", JSON, 400),
        Arguments.of("two headers", "POST", "kc", "", JSON + "\r\nX-OTP: 1\r\nX-OTP: 2", 401),
        Arguments.of("no code", "DELETE", "kc", "", "Accept: */*", 404));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void what_is_no_enrolment_does_nothing(
      String what, String method, String key, String body, String fields, int status)
      throws Exception {
    RawHttp.Reply reply = send(method + " " + PATH, key, body, fields);
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    if (status == 405) {
      assertThat(reply.header("allow")).isEqualTo("POST, DELETE");
    }
    assertThat(service.waiting()).as("never forwarded").isZero();
    assertThat(store).isEmptyFile();
    enrolled("kb");
  }

  /// Other spellings of the path are either the path, or no way around the second factor.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.gatehouse/totp/",
        "/.gatehouse/totp/x",
        "/.gatehouse/TOTP",
        "/.gatehouse//totp",
        "/a/../.gatehouse/totp",
        "/%2egatehouse/totp",
        "/.gatehouse/totp?x=1",
        "/.gatehouse/tot%70",
        "/.gatehouse/totp;a=b"
      })
  void other_spellings_are_no_way_in(String path) throws Exception {
    RawHttp.Reply reply = send("GET " + path, "ka", "");
    assertThat(reply.status()).isIn(400, 401, 405);
    assertThat(service.waiting()).isZero();
  }

  @Test
  void guesses_at_the_path_lock_as_they_do_elsewhere() throws Exception {
    String secret = offered("ka");
    for (int i = 0; i < 3; i++) {
      RawHttp.Reply refused = enrol("ka", confirming(wrong(secret)));
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body()).contains("The code is wrong");
    }
    RawHttp.Reply locked = enrol("ka", confirming(code(secret, 0)));
    assertThat(locked.status()).isEqualTo(429);
    assertThat(locked.header("retry-after")).isEqualTo("300");
    String again = offered("ka");
    assertThat(enrol("ka", confirming(code(again, 0))).status()).as("afresh").isEqualTo(429);
    assertThat(store).isEmptyFile();

    for (int i = 0; i < 3; i++) {
      assertThat(enrol("kc", "", "X-OTP: " + wrong(CONFIGURED)).status()).isEqualTo(401);
    }
    assertThat(get("kc", "X-OTP: " + code(CONFIGURED, 0))).as("one count").isEqualTo(429);
    enrolled("kb");
  }

  @Test
  void an_enrolment_survives_reloads_and_restarts() throws Exception {
    String pending = offered("kb");
    String secret = enrolled("ka");
    gate.swap(document(", cookie_ttl: 0", ""));
    assertThat(get("ka", "X-OTP: " + code(secret, 0))).as("used, over a reload").isEqualTo(401);
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).isEqualTo(200);
    assertThat(enrol("kb", confirming(code(pending, 0))).status()).as("an offer").isEqualTo(200);
    restart(document("", ""));
    assertThat(get("ka")).isEqualTo(401);
    assertThat(get("ka", "X-OTP: " + code(secret, 0))).isEqualTo(200);
    assertThat(get("kb", "X-OTP: " + code(pending, 0))).isEqualTo(200);
  }

  @Test
  void an_operator_takes_an_enrolment_away() throws Exception {
    String secret = enrolled("ka");
    Files.writeString(store, "");
    assertThat(enrol("kb", confirming(code(offered("kb"), 0))).status())
        .as("changed by somebody else")
        .isEqualTo(503);
    gate.swap(document("", ""));
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).isEqualTo(401);
    enrolled("ka");
  }

  @Test
  void a_store_that_cannot_be_used_is_refused_as_a_whole() throws Exception {
    String secret = enrolled("ka");
    String other = document("", "").replace("s".repeat(32), "t".repeat(32));
    assertThatThrownBy(() -> gate.swap(other)).hasMessageContaining("another totp.secret");
    Files.writeString(store, Files.readString(store).replaceFirst("[a-f]", "0"));
    assertThatThrownBy(() -> gate.swap(document("", ""))).hasMessageContaining("is damaged");
    Files.delete(store);
    assertThatThrownBy(() -> gate.swap(document("", ""))).hasMessageContaining("is not there");
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).as("as before").isEqualTo(200);
    assertThatThrownBy(() -> TestGate.with(Plugins.CATALOGUE_CLASSES, document("", "")))
        .hasMessageContaining("is not there");
  }

  private String twoRoutes(String two) {
    String shared = "enroll_store: \"%s\", secret: %s".formatted(store, "s".repeat(32));
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: http://127.0.0.1:%1$d
      routes:
      - {name: one, paths: [/one], plugins: [{name: step-up-auth, config: {totp: {period: 300, enroll_path: /one/totp, %2$s}}}]}
      - {name: two, paths: [/two], plugins: [{name: step-up-auth, config: {totp: {%3$s, %2$s}}}]}
    plugins:
    - name: key-auth
    consumers:
    - {username: alice, keyauth_credentials: [{key: ka}]}
    """
        .formatted(service.port(), shared, two);
  }

  /// One route, enforced, lets consumers enrol, and another one that only asks knows of it.
  @Test
  void all_instances_that_name_the_file_share_it() throws Exception {
    restart(twoRoutes("period: 300"));
    RawHttp.Reply offer = send("POST /one/totp", "ka", "", JSON);
    String secret = offer.body().substring(11, 43);
    assertThat(send("POST /two", "ka", "", JSON).status()).isEqualTo(401);
    String confirmation = confirming(code(secret, 0));
    assertThat(send("POST /one/totp", "ka", confirmation, JSON).status()).isEqualTo(200);
    assertThat(send("GET /two", "ka", "", "X-OTP: " + code(secret, 0)).status()).isEqualTo(401);
    assertThat(send("GET /two", "ka", "", "X-OTP: " + code(secret, 1)).status()).isEqualTo(200);

    for (String odd : List.of("period: 60", "period: 300, digits: 8")) {
      assertThatThrownBy(() -> gate.swap(twoRoutes(odd)))
          .hasMessageContaining("same secret, digits and period");
    }
    String other = twoRoutes("period: 300");
    int last = other.lastIndexOf("s".repeat(32));
    String apart =
        other.substring(0, last).replaceFirst("(?s)(.*)/enrolments", "$1/./enrolments")
            + "t".repeat(32)
            + other.substring(last + 32);
    assertThatThrownBy(() -> gate.swap(apart))
        .hasMessageContaining("same secret, digits and period");
  }

  /// Where nothing is enforced, answers are dropped and requests go to the service: nobody would
  /// ever see the secret.
  @Test
  void enrolment_is_enforced_or_not_there() {
    String shadow =
        document("", "").replace("- name: step-up-auth", "- name: step-up-auth\n  enforce: false");
    assertThatThrownBy(() -> gate.swap(shadow)).hasMessageContaining("enforce: false");
    gate.swap(shadow.replace("enroll_path: " + PATH + ", ", ""));
  }

  @Test
  void a_consumer_that_is_gone_does_not_count() throws Exception {
    String secret = enrolled("ka");
    gate.swap(document("", "").replace("username: alice", "username: alina"));
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).isEqualTo(401);
    assertThat(offered("ka")).as("another consumer with the same key").isNotEqualTo(secret);
    gate.swap(document("", ""));
    assertThat(get("ka", "X-OTP: " + code(secret, 1))).as("back again").isEqualTo(200);
  }

  @Test
  void the_file_tells_no_secret() throws Exception {
    String secret = enrolled("ka");
    byte[] bytes = Objects.requireNonNull(Totp.secret(secret));
    String text = Files.readString(store, StandardCharsets.ISO_8859_1);
    assertThat(text).doesNotContain(secret, new String(bytes, StandardCharsets.ISO_8859_1));
    assertThat(text.toLowerCase(Locale.ROOT)).matches("[0-9a-f-]{36} [a-z0-9_-]+\n");
  }
}
