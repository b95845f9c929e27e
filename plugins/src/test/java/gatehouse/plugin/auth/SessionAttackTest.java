package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is done to the cookies of two callers who have logged in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionAttackTest {
  private Origin service;
  private TestGate gate;

  @BeforeAll
  void start() throws Exception {
    service = Origin.answering(Origin.OK);
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document("a-secret-of-this-test"));
  }

  @AfterAll
  void stop() throws Exception {
    gate.close();
    service.close();
  }

  private String document(String secret) {
    return """
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes:
      - {name: one, paths: [/one], plugins: [{name: session, config: {secret: %s}}]}
      - {name: two, paths: [/two], plugins: [{name: session, config: {secret: %s, audience: two}}]}
    plugins: [{name: key-auth, config: {anonymous: guest}}]
    consumers:
    - {username: alice, keyauth_credentials: [{key: ka}]}
    - {username: bob, keyauth_credentials: [{key: kb}]}
    - {username: guest}
    """
        .formatted(service.port(), secret, secret);
  }

  private RawHttp.Reply send(String line, String field) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send(line + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n").read();
    }
  }

  private String logIn(String path, String key) throws Exception {
    String field = send("GET " + path, "apikey: " + key).header("set-cookie");
    service.next();
    return Objects.requireNonNull(field).split("[=;]", 3)[1];
  }

  private @Nullable String who(String path, String cookies) throws Exception {
    assertThat(send("GET " + path, "Cookie: " + cookies).status()).isEqualTo(200);
    Origin.Seen seen = service.next();
    assertThat(seen.head()).doesNotContain("session=");
    return seen.header("x-consumer-username");
  }

  /// `<` is alice's value, `>` bob's, `~` alice's in lower case.
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "session=<, alice",
    "'session=\"<\"', alice",
    "'x=1; session=<; y=2', alice",
    "'session=<; session=>', alice",
    "'session=>; session=<', bob",
    "'session=; session=<', alice",
    "'a; b; session = <', alice",
    "session=<<, guest",
    "session=<>, guest",
    "session=<=, guest",
    "session=<A, guest",
    "session=A<, guest",
    "session=<%00, guest",
    "session=<., guest",
    "session=~, guest",
    "session==<, guest",
    "SESSION=<, guest",
    "session_2=<, guest",
    "remember=<, guest",
    "xsession=<, guest",
    "'session=1; session=2; session=3; session=4; session=<', guest"
  })
  void a_cookie_is_good_as_it_was_made_and_in_its_place_only(String written, String expected)
      throws Exception {
    String alice = logIn("/one", "ka");
    String cookies =
        written
            .replace("~", alice.toLowerCase(Locale.ROOT))
            .replace("<", alice)
            .replace(">", logIn("/one", "kb"));

    assertThat(send("GET /one", "Cookie: " + cookies).status()).isEqualTo(200);
    assertThat(service.next().header("x-consumer-username")).isEqualTo(expected);
  }

  @Test
  void a_cookie_of_another_audience_is_none() throws Exception {
    assertThat(who("/two", "session=" + logIn("/one", "ka"))).isEqualTo("guest");
    assertThat(who("/one", "session=" + logIn("/two", "ka"))).isEqualTo("guest");
  }

  /// Whoever has copied a cookie has lost it with the log-out, however many copies there are.
  @Test
  void a_cookie_that_was_logged_out_is_dead_in_every_copy_and_over_reloads() throws Exception {
    String alice = "session=" + logIn("/one", "ka");
    assertThat(who("/one", alice)).isEqualTo("alice");
    assertThat(send("POST /one?session_logout", "Cookie: " + alice).status()).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      assertThat(who("/one", alice)).isEqualTo("guest");
      gate.swap(document("a-secret-of-this-test"));
    }
    String again = "session=" + logIn("/one", "ka");
    assertThat(who("/one", again)).isEqualTo("alice");
    gate.swap(document("another-secret"));
    assertThat(who("/one", again)).as("the key was changed").isEqualTo("guest");
    gate.swap(document("a-secret-of-this-test"));
  }
}
