package gatehouse.plugin.auth;

import static gatehouse.spi.FakeEntities.consumer;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.BasicAuthCredential;
import gatehouse.plugin.cases.PeerGate;
import gatehouse.plugin.limit.Redis;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `cases/plugins/basic-auth.yaml` can't show: the work that is done, and what is remembered.
class BasicAuthTest {
  // Published test vectors: bcrypt of U*U, Argon2id of password.
  private static final String BCRYPT =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  private static final String ARGON2 =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  private final FakeWorkshop workshop = new FakeWorkshop();

  BasicAuthTest() {
    workshop
        .consumers
        .with(consumer("c-1", "alice", null))
        .with(new BasicAuthCredential("b-1", "c-1", "plain", new Secret("pw"), false, List.of()))
        .with(new BasicAuthCredential("b-2", "c-gone", "gone", new Secret("pw"), false, List.of()));
  }

  private void withSlow(String hash) {
    workshop.consumers.with(
        new BasicAuthCredential("b-3", "c-1", "slow", new Secret(hash), false, List.of()));
  }

  @ParameterizedTest(name = "{0}:{1} -> {2}")
  @CsvSource({
    "plain, pw, 0",
    "plain, no, 1",
    "slow, U*U, 1",
    "slow, no, 1",
    "nobody, U*U, 1",
    "nobody, pw, 1",
    "gone, pw, 0",
  })
  void every_failure_costs_a_hash_where_there_is_a_slow_one(
      String user, String password, int hashes) {
    withSlow(BCRYPT);

    assertThat(send(user, password).offloaded()).isEqualTo(hashes);
  }

  @ParameterizedTest(name = "{0}:{1}")
  @CsvSource({"plain, pw", "plain, no", "nobody, pw"})
  void without_slow_hashes_nothing_leaves_the_loop(String user, String password) {
    assertThat(send(user, password).offloaded()).isZero();
  }

  @Test
  void remembers_a_proven_password_for_a_minute_and_no_wrong_one() {
    withSlow(BCRYPT);

    assertThat(send("slow", "U*U").offloaded()).isEqualTo(1);
    assertThat(send("slow", "U*U").offloaded()).isZero();
    assertThat(send("slow", "U*V").offloaded()).isEqualTo(1);
    assertThat(send("slow", "U*V").offloaded()).isEqualTo(1);
    workshop.clock.advance(Duration.ofSeconds(61));
    assertThat(send("slow", "U*U").offloaded()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    BCRYPT + ", U*U, true",
    BCRYPT + ", U*V, false",
    BCRYPT + ", '', false",
  })
  void knows_bcrypt(String hash, String password, boolean right) {
    assertThat(Objects.requireNonNull(PasswordHash.of(new Secret(hash))).matches(password))
        .isEqualTo(right);
  }

  @Test
  void knows_argon2() {
    PasswordHash hash = Objects.requireNonNull(PasswordHash.of(new Secret(ARGON2)));

    assertThat(hash.matches("password")).isTrue();
    assertThat(hash.matches("passwords")).isFalse();
  }

  @Test
  void takes_for_a_hash_only_what_is_exactly_one() {
    for (String text :
        List.of(
            "",
            "$",
            "$2a$05$short",
            BCRYPT + "x",
            " " + BCRYPT,
            "$2a$99" + BCRYPT.substring(6),
            "$argon2id$v=19$m=0,t=1,p=1$c29tZXNhbHQ$abcdefghijklmnopq",
            ARGON2 + "=")) {
      assertThat(PasswordHash.of(new Secret(text))).as(text).isNull();
    }
  }

  @Test
  void ranks_hashes_by_their_work() {
    assertThat(credential(BCRYPT).work()).isEqualTo(32);
    assertThat(credential(ARGON2).work()).isEqualTo(512);
    assertThat(credential("pw").work()).isZero();
    assertThat(credential("$2").work()).isZero();
  }

  private static BasicAuthCredential credential(String password) {
    return new BasicAuthCredential("b", "c", "u", new Secret(password), false, List.of());
  }

  @Test
  void refusals_record_neither_name_nor_password() {
    FakeExchange x = send("who-is-it", "s3cret");

    assertThat(x.decisions().toString()).doesNotContain("s3cret").doesNotContain("who-is-it");
  }

  @Test
  void guessing_becomes_slow() {
    withSlow(BCRYPT);
    for (String user : List.of("slow", "plain", "nobody")) {
      workshop.clock.advance(Duration.ofHours(3));
      for (int i = 0; i < 3; i++) {
        assertThat(guess(user, "no", "192.0.2.1")).as(user).isEqualTo("401 null");
      }
      assertThat(guess(user, "no", "192.0.2.1")).isEqualTo("429 30");
      assertThat(guess("slow", "U*U", "192.0.2.1"))
          .isEqualTo(user.equals("slow") ? "429 30" : "200");
      assertThat(guess("slow", "U*U", "192.0.2.2")).as("from elsewhere").isEqualTo("200");
      workshop.clock.advance(Duration.ofSeconds(29));
      assertThat(guess(user, "no", "192.0.2.1")).isEqualTo("429 1");
      workshop.clock.advance(Duration.ofSeconds(1));
      assertThat(guess(user, "no", "192.0.2.1")).isEqualTo("401 null");
      assertThat(guess(user, "no", "192.0.2.1")).as("twice as long").isEqualTo("429 60");
    }
  }

  @Test
  void waits_end_at_an_hour_and_a_login_makes_all_forgotten() {
    for (int i = 0; i < 20; i++) {
      assertThat(guess("plain", "no", "192.0.2.1")).isEqualTo("401 null");
      workshop.clock.advance(Duration.ofHours(1));
    }
    assertThat(guess("plain", "no", "192.0.2.1")).isEqualTo("401 null");
    assertThat(guess("plain", "pw", "192.0.2.1")).isEqualTo("429 3600");
    workshop.clock.advance(Duration.ofHours(1));
    assertThat(guess("plain", "pw", "192.0.2.1")).isEqualTo("200");
    for (int i = 0; i < 3; i++) {
      assertThat(guess("plain", "no", "192.0.2.1")).isEqualTo("401 null");
    }
    workshop.clock.advance(Duration.ofHours(2));
    for (int i = 0; i < 3; i++) {
      assertThat(guess("plain", "no", "192.0.2.1")).as("forgotten").isEqualTo("401 null");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, 429 30",
    "2001:db8:1:2::1, 2001:db8:1:3::1, 200",
    "192.0.2.1, 192.0.2.2, 200"
  })
  void a_site_of_ipv6_is_one_caller(String one, String other, String answer) {
    for (int i = 0; i < 3; i++) {
      guess("plain", "no", one);
    }
    assertThat(guess("plain", "pw", other)).isEqualTo(answer);
  }

  /// Guesses that are under way when the wait begins tell nothing, not even the right one.
  @Test
  void guesses_at_the_same_time_gain_nothing() {
    FailedLogins failed = new FailedLogins(workshop);
    long now = workshop.clock.millis();
    for (int i = 0; i < 3; i++) {
      assertThat(failed.judged("a", false, now)).isZero();
    }
    assertThat(failed.judged("a", true, now)).isEqualTo(30);
    assertThat(failed.judged("a", false, now)).isEqualTo(30);
    assertThat(failed.judged("a", true, now + 30_000)).isZero();
  }

  /// The same through sockets, all at once and from both loops.
  @Test
  void of_many_guesses_at_once_three_are_judged() throws Exception {
    try (PeerGate gate =
        new PeerGate(
            "{name: basic-auth, config: {brute_force_protection: {strategy: memory}}}",
            "consumers: [{username: a, basicauth_credentials: [{username: a, password: '%s'}]}]"
                .formatted(BCRYPT))) {
      Queue<Integer> answers = new ConcurrentLinkedQueue<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 30; i++) {
          String guess = field("a", "guess " + i);
          threads.submit(() -> answers.add(gate.send("GET /", guess).status()));
        }
      }
      assertThat(answers).hasSize(30).doesNotContain(200);
      assertThat(answers.stream().filter(status -> status == 401)).hasSize(3);
      assertThat(gate.send("GET /", field("a", "U*U")).status()).isEqualTo(429);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  private static String field(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /// `200`, or the status of the refusal and when to come again.
  private String guess(String user, String password, String address) {
    FakeExchange x = sent("memory", request(user, password).from(address));
    Answer answer = x.answer();
    return answer == null ? "200" : answer.status() + " " + x.answered("Retry-After");
  }

  private FakeExchange send(String user, String password) {
    return sent("off", request(user, password));
  }

  private FakeExchange request(String user, String password) {
    String pair = user + ":" + password;
    return FakeExchange.get("/")
        .at(workshop.clock.instant())
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private FakeExchange sent(String strategy, FakeExchange x) {
    Redis redis = new Redis(null, 6379, 2000, null, null, 0, false, false, null);
    BasicAuth.Config config =
        new BasicAuth.Config(
            false, null, "service", new BasicAuth.BruteForceProtection(strategy, redis));
    return new FakeChain(new BasicAuth(config, workshop)).send(x);
  }
}
