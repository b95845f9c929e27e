package gatehouse.plugin.auth;

import static gatehouse.spi.FakeEntities.consumer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LdapAuthTest {
  private @Nullable Slapd slapd;

  @BeforeAll
  void startDirectory(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(Slapd.isInstalled(), "slapd is not installed");
    slapd = new Slapd(folder);
  }

  @AfterAll
  void stopDirectory() {
    if (slapd != null) {
      slapd.close();
    }
  }

  @ParameterizedTest(name = "{0} : {1} -> {2}")
  @CsvSource({
    "alice, pw:of:alice, true",
    "bob, pw-of-bob, true",
    "'a,b', pw-of-comma, true",
    "*, pw-of-star, true",
    "alice, wrong, false",
    "alice, PW:OF:ALICE, false",
    "alice, '', false",
    "nobody, pw-of-bob, false",
    "*, pw-of-bob, false",
    "'bob)(cn=*', pw-of-bob, false",
    "'bob,ou=people,dc=test', pw-of-bob, false",
    "'crawler,ou=robots', pw-of-crawler, false",
    "'crawler,ou=robots,dc=test#', pw-of-crawler, false",
    "'bob+cn=bob', pw-of-bob, false",
    "'bo\\62', pw-of-bob, false",
    "'=bob', pw-of-bob, false",
    "'\"bob\"', pw-of-bob, false",
    "' ', pw-of-bob, false",
    "crawler, pw-of-crawler, false",
  })
  void only_a_bind_as_exactly_that_entry_proves_a_user(
      String user, String password, boolean known) {
    FakeExchange x = send(wish(), user, password);

    if (known) {
      assertThat(x.answer()).isNull();
      assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo(user);
      assertThat(x.upstreamHeader("X-Consumer-ID")).isNull();
      assertThat(x.upstreamHeader("X-Anonymous-Consumer")).isNull();
    } else {
      assertUnauthorized(x);
    }
  }

  @Test
  void speaks_tls_from_the_start_or_begins_it() {
    assertThat(send(wish().ldaps(), "bob", "pw-of-bob").answer()).isNull();
    assertUnauthorized(send(wish().ldaps(), "bob", "wrong"));
    assertThat(send(wish().startTls(), "bob", "pw-of-bob").answer()).isNull();
    assertUnauthorized(send(wish().startTls(), "bob", "wrong"));
  }

  @Test
  void sends_no_password_to_a_directory_whose_certificate_nobody_vouches_for() {
    assertUnreachable(send(wish().ldaps().verifying(), "bob", "pw-of-bob"));
    assertUnreachable(send(wish().startTls().verifying(), "bob", "pw-of-bob"));
  }

  @Test
  void asks_again_only_when_the_proof_is_old() {
    FakeWorkshop workshop = workshop();
    LdapAuth plugin = new LdapAuth(wish().config(), workshop);

    assertThat(send(plugin, "bob", "pw-of-bob").offloaded()).isEqualTo(1);
    assertThat(send(plugin, "bob", "pw-of-bob").offloaded()).isZero();
    assertThat(send(plugin, "bob", "wrong").offloaded()).isEqualTo(1);
    assertThat(send(plugin, "alice", "pw-of-bob").offloaded()).isEqualTo(1);
    workshop.clock.advance(Duration.ofSeconds(60));
    assertThat(send(plugin, "bob", "pw-of-bob").offloaded()).isEqualTo(1);
    plugin.close();
  }

  @Test
  void a_directory_that_is_gone_lets_nobody_in_and_comes_back() throws Exception {
    Slapd own = Objects.requireNonNull(slapd);
    LdapAuth plugin = new LdapAuth(wish().anonymous("guest").config(), workshop());
    assertThat(send(plugin, "bob", "pw-of-bob").answer()).isNull();

    own.stop();
    assertUnreachable(send(plugin, "alice", "pw:of:alice"));
    assertThat(send(plugin, "bob", "pw-of-bob").answer()).as("proven before").isNull();

    own.start();
    FakeExchange x = send(plugin, "alice", "pw:of:alice");
    assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo("alice");
    plugin.close();
  }

  @Test
  void the_proxy_field_is_tried_first_then_the_other() {
    FakeExchange x =
        FakeExchange.get("/")
            .header("Proxy-Authorization", credential("ldap", "bob", "wrong"))
            .header("Authorization", credential("LDAP", "alice", "pw:of:alice"));

    send(new LdapAuth(wish().hiding().config(), workshop()), x);

    assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo("alice");
    assertThat(x.upstreamHeader("Authorization")).isNull();
    assertThat(x.upstreamHeader("Proxy-Authorization")).isNull();
  }

  @Test
  void who_fails_goes_on_as_the_anonymous_consumer() {
    FakeExchange x = send(wish().anonymous("guest"), "bob", "wrong");

    assertThat(x.upstreamHeader("X-Consumer-Username")).isEqualTo("guest");
    assertThat(x.upstreamHeader("X-Anonymous-Consumer")).isEqualTo("true");
  }

  private static void assertUnauthorized(FakeExchange x) {
    Answer answer = Objects.requireNonNull(x.answer(), "passed");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo("Unauthorized");
    assertThat(x.answered("WWW-Authenticate")).isEqualTo("LDAP");
    assertThat(x.identity()).isNull();
  }

  private static void assertUnreachable(FakeExchange x) {
    assertThat(Objects.requireNonNull(x.answer(), "passed").status()).isEqualTo(500);
    assertThat(x.identity()).isNull();
  }

  private FakeExchange send(Wish wish, String user, String password) {
    LdapAuth plugin = new LdapAuth(wish.config(), workshop());
    FakeExchange x = send(plugin, user, password);
    plugin.close();
    return x;
  }

  private static FakeExchange send(LdapAuth plugin, String user, String password) {
    return send(
        plugin, FakeExchange.get("/").header("Authorization", credential("ldap", user, password)));
  }

  private static FakeExchange send(LdapAuth plugin, FakeExchange x) {
    return new FakeChain(plugin).send(x);
  }

  private static String credential(String scheme, String user, String password) {
    String pair = user + ":" + password;
    return scheme + " " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static FakeWorkshop workshop() {
    FakeWorkshop workshop = new FakeWorkshop();
    workshop.consumers.with(consumer("c-3", "guest", null));
    return workshop;
  }

  private Wish wish() {
    return new Wish(Objects.requireNonNull(slapd));
  }

  /// A configuration for the test's directory, changed field by field.
  private static final class Wish {
    private final Slapd slapd;
    private boolean ldaps;
    private boolean startTls;
    private boolean verifies;
    private boolean hides;
    private @Nullable String anonymous;

    Wish(Slapd slapd) {
      this.slapd = slapd;
    }

    Wish ldaps() {
      ldaps = true;
      return this;
    }

    Wish startTls() {
      startTls = true;
      return this;
    }

    Wish verifying() {
      verifies = true;
      return this;
    }

    Wish hiding() {
      hides = true;
      return this;
    }

    Wish anonymous(String who) {
      anonymous = who;
      return this;
    }

    LdapAuth.Config config() {
      return new LdapAuth.Config(
          "127.0.0.1",
          ldaps ? slapd.tlsPort() : slapd.port(),
          ldaps,
          startTls,
          verifies,
          Slapd.BASE,
          "cn",
          60,
          hides,
          10_000,
          60_000,
          anonymous,
          "ldap",
          null);
    }
  }
}
