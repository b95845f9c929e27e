package gatehouse.plugin.auth;

import static gatehouse.plugin.auth.HmacRequest.NOON;
import static gatehouse.plugin.auth.HmacRequest.SECRET;
import static gatehouse.spi.FakeEntities.consumer;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.HmacAuthCredential;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HmacAuthTest {
  private static final String MISSING = "Unauthorized";
  private static final String CANNOT = "HMAC signature cannot be verified";
  private static final String DIFFERENT = "HMAC signature does not match";
  private static final String UNDATED =
      "HMAC signature cannot be verified, a valid date or x-date header is required for HMAC"
          + " Authentication";

  private static final String HOUR_AGO = "Sat, 31 Jan 2026 11:00:00 GMT";

  private final FakeWorkshop workshop = new FakeWorkshop();

  HmacAuthTest() {
    workshop
        .consumers
        .with(consumer("c-1", "alice", "alice-007"))
        .with(consumer("c-3", "guest", null))
        .with(new HmacAuthCredential("h-1", "c-1", "al", new Secret(SECRET), List.of()))
        .with(new HmacAuthCredential("h-2", "c-1", "empty", new Secret(""), List.of()))
        .with(new HmacAuthCredential("h-3", "c-9", "gone", new Secret(SECRET), List.of()));
  }

  private static HmacRequest signed() {
    return new HmacRequest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"})
  void takes_each_algorithm(String algorithm) {
    FakeExchange x = send(config(), signed().with(algorithm).exchange());

    assertPasses(x);
    assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo("al");
    assertThat(x.upstreamHeader("X-Consumer-Custom-ID")).isEqualTo("alice-007");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date",
        "Date REQUEST-LINE",
        "date @request-target",
        "@request-target",
        "date x-absent",
        "x-a date x-a",
        "date host"
      })
  void signs_what_the_client_names(String names) {
    String own = names.replace("REQUEST-LINE", "request-line");
    assertPasses(
        send(
            config(),
            signed().header("X-A", "1").header("Host", "gate.test").over(own).exchange()));
  }

  @Test
  void takes_the_first_of_a_repeated_field() {
    FakeExchange x = signed().header("X-A", "1").over("date x-a").exchange();

    assertPasses(send(config(), x.header("X-A", "2")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          by another secret            | HMAC signature does not match
          by nobody                    | HMAC signature cannot be verified
          by a consumer that is gone   | HMAC signature cannot be verified
          by an empty secret           | HMAC signature cannot be verified
          for another method           | HMAC signature does not match
          for another target           | HMAC signature does not match
          for another header           | HMAC signature does not match
          for a header added later     | HMAC signature does not match
          by an algorithm that is none | HMAC signature cannot be verified
          said to be by another one    | HMAC signature does not match
          of no Base64                 | HMAC signature does not match
          cut off                      | HMAC signature does not match
          empty                        | HMAC signature cannot be verified
          without signature            | HMAC signature cannot be verified
          without username             | HMAC signature cannot be verified
          in another order             | HMAC signature cannot be verified
          in another scheme            | HMAC signature cannot be verified
          with a NUL in the name       | HMAC signature cannot be verified
          too long to be one           | HMAC signature cannot be verified
          of very many names           | HMAC signature cannot be verified
          """)
  void refuses_a_signature(String what, String message) {
    HmacRequest good = signed();
    String value = good.value();
    FakeExchange x =
        switch (what) {
          case "by another secret" -> signed().by("al", "wrong").exchange();
          case "by nobody" -> signed().by("nobody", SECRET).exchange();
          case "by a consumer that is gone" -> signed().by("gone", SECRET).exchange();
          case "by an empty secret" -> signed().by("empty", "x").exchange();
          case "for another method" -> signed().post("/x?a=1", "").exchange(value);
          case "for another target" -> signed().post("/y", "").exchange(value);
          case "for another header" ->
              signed().header("Date", NOON.replace(":00 ", ":01 ")).exchange(value);
          case "for a header added later" ->
              signed().header("X-A", "1").exchange(signed().over("date x-a").value());
          case "by an algorithm that is none" -> good.exchange(value.replace("sha256", "md5"));
          case "said to be by another one" -> good.exchange(value.replace("sha256", "sha1"));
          case "of no Base64" -> good.exchange(value.replace(good.signature(), "%%%"));
          case "cut off" ->
              good.exchange(value.replace(good.signature(), good.signature().substring(0, 24)));
          case "empty" -> good.exchange(value.replace(good.signature(), ""));
          case "without signature" -> good.exchange(value.substring(0, value.indexOf(", sign")));
          case "without username" -> good.exchange(value.replace("username=\"al\", ", ""));
          case "in another order" ->
              good.exchange(
                  "hmac algorithm=\"hmac-sha256\", "
                      + value.substring(5).replace("algorithm=\"hmac-sha256\", ", ""));
          case "in another scheme" -> good.exchange("Basic YWw6c2VjcmV0LW9mLWFsaWNl");
          case "with a NUL in the name" -> good.exchange(value.replace("\"al\"", "\"al\\0\""));
          case "too long to be one" -> good.exchange(value + " ".repeat(8 << 10));
          default -> signed().over("a ".repeat(101).strip()).exchange();
        };

    assertRefused(send(config(), x), message);
  }

  @Test
  void says_plainly_that_nothing_was_sent() {
    assertRefused(send(config(), FakeExchange.get("/")), MISSING);
  }

  @Test
  void refuses_a_repeated_field() {
    FakeExchange x = signed().exchange().header("Authorization", signed().value());

    assertRefused(send(config(), x), CANNOT);
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "Date, 'Sat, 31 Jan 2026 12:05:00 GMT', true",
    "Date, 'Sat, 31 Jan 2026 11:55:00 GMT', true",
    "Date, 'Sat, 31 Jan 2026 12:05:01 GMT', false",
    "Date, 'Sat, 31 Jan 2026 11:54:59 GMT', false",
    "X-Date, 'Sat, 31 Jan 2026 12:00:00 GMT', true",
    "Date, 'Saturday, 31-Jan-26 12:00:00 GMT', true",
    "Date, 'Sat Jan 31 12:00:00 2026', true",
    "Date, 2026-01-31T12:00:00Z, false",
    "Date, 1769860800, false",
    "Date, yesterday, false",
    "Date, 'Sat, 31 Jan 2026 12:00:00 +0200', false",
    "Date, 'Sat, 31 Feb 2026 12:00:00 GMT', false",
    "Date, '', false",
  })
  void wants_a_date_near_the_clock(String field, String date, boolean passes) {
    FakeExchange x =
        send(
            config(),
            signed()
                .without("Date")
                .header(field, date)
                .over(field.toLowerCase(Locale.ROOT) + " request-line")
                .exchange());

    if (passes) {
      assertPasses(x);
    } else {
      assertRefused(x, UNDATED);
    }
  }

  @Test
  void one_good_date_is_enough() {
    assertPasses(
        send(
            config(),
            signed().header("X-Date", NOON).header("Date", HOUR_AGO).over("x-date").exchange()));
    assertPasses(
        send(
            config(),
            signed().header("X-Date", HOUR_AGO).header("Date", NOON).over("date").exchange()));
    assertPasses(send(config(), signed().over("request-line").exchange()));
  }

  @Test
  void an_old_request_cannot_be_freshened_by_the_other_date() {
    FakeExchange caught = signed().header("Date", HOUR_AGO).exchange();

    assertRefused(send(config(), caught.header("X-Date", NOON)), UNDATED);
  }

  @Test
  void wants_what_is_enforced_to_be_signed() {
    Wish enforcing = config().enforcing("date", "Request-Line");

    assertPasses(send(enforcing, signed().exchange()));
    assertPasses(send(enforcing, signed().over("request-line x-a Date").exchange()));
    assertRefused(send(enforcing, signed().over("date").exchange()), CANNOT);
    assertRefused(send(enforcing, signed().over("request-line").exchange()), CANNOT);
  }

  @Test
  void takes_only_the_algorithms_it_was_told() {
    assertPasses(send(config().only("hmac-sha512"), signed().with("hmac-sha512").exchange()));
    assertRefused(send(config().only("hmac-sha512"), signed().exchange()), CANNOT);
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "right, hello, true",
    "lower, hello, true",
    "none, '', true",
    "right, '', true",
    "none, hello, false",
    "of-another, hello, false",
    "garbage, hello, false",
    "md5, hello, false",
  })
  void compares_the_body_with_its_digest(String digest, String body, boolean passes)
      throws GeneralSecurityException {
    HmacRequest request = signed().post("/x", body);
    switch (digest) {
      case "right" -> request.header("Digest", digest(body));
      case "lower" -> request.header("digest", digest(body).replace("SHA", "sha"));
      case "of-another" -> request.header("Digest", digest(body + "!"));
      case "garbage" -> request.header("Digest", "SHA-256=%%");
      case "md5" -> request.header("Digest", "MD5=XUFAKrxLKna5cZ2REBfFkg==");
      default -> {}
    }
    FakeExchange x = send(config().validatingBodies(), request.exchange());

    if (passes) {
      assertPasses(x);
    } else {
      assertRefused(x, DIFFERENT);
    }
  }

  @Test
  void digests_a_long_body_off_the_loop() throws GeneralSecurityException {
    String body = "x".repeat(100_000);
    FakeExchange x =
        send(
            config().validatingBodies(),
            signed().post("/x", body).header("Digest", digest(body)).exchange());

    assertPasses(x);
    assertThat(x.offloaded()).isEqualTo(1);
  }

  @Test
  void does_not_read_the_body_of_a_caller_whose_signature_is_wrong() {
    FakeExchange x =
        send(config().validatingBodies(), signed().by("al", "no").post("/x", "hello").exchange());

    assertRefused(x, DIFFERENT);
    assertThat(x.bodyWasRead()).isFalse();
  }

  @Test
  void refuses_a_body_that_is_too_long_to_be_held() {
    FakeExchange x =
        send(
            config().validatingBodies(), signed().post("/x", "x".repeat((8 << 20) + 1)).exchange());

    assertThat(Objects.requireNonNull(x.answer()).status()).isEqualTo(413);
  }

  @Test
  void reads_the_proxy_field_first_and_hides_the_one_it_read() {
    FakeExchange proxy =
        send(
            config().hiding(),
            signed().in("Proxy-Authorization").exchange().header("Authorization", "Bearer x"));
    assertPasses(proxy);
    assertThat(proxy.upstreamHeader("Proxy-Authorization")).isNull();
    assertThat(proxy.upstreamHeader("Authorization")).isEqualTo("Bearer x");

    FakeExchange plain =
        send(config().hiding(), signed().exchange().header("Proxy-Authorization", "Basic YTpi"));
    assertPasses(plain);
    assertThat(plain.upstreamHeader("Authorization")).isNull();
    assertThat(plain.upstreamHeader("Proxy-Authorization")).isEqualTo("Basic YTpi");

    assertThat(send(config(), signed().exchange()).upstreamHeader("Authorization")).isNotNull();
  }

  @Test
  void goes_on_as_the_anonymous_consumer() {
    FakeExchange x = send(config().anonymous("guest"), signed().by("al", "no").exchange());

    assertThat(x.answer()).isNull();
    assertThat(x.upstreamHeader("X-Consumer-Username")).isEqualTo("guest");
    assertThat(x.upstreamHeader("X-Anonymous-Consumer")).isEqualTo("true");
  }

  @Test
  void records_no_secret() {
    FakeExchange x = send(config(), signed().by("al", "no").exchange());

    assertThat(x.decisions().toString()).doesNotContain(SECRET).doesNotContain("signature=");
  }

  private static String digest(String body) throws GeneralSecurityException {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
    return "SHA-256=" + Base64.getEncoder().encodeToString(sum);
  }

  private static void assertPasses(FakeExchange x) {
    assertThat(x.answer()).isNull();
    assertThat(x.upstreamHeader("X-Consumer-Username")).isEqualTo("alice");
  }

  private static void assertRefused(FakeExchange x, String message) {
    Answer answer = Objects.requireNonNull(x.answer(), "passed");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo(message);
    assertThat(x.answered("WWW-Authenticate")).isEqualTo("hmac");
    assertThat(x.identity()).isNull();
  }

  private FakeExchange send(Wish wish, FakeExchange x) {
    return new FakeChain(new HmacAuth(wish.config(), workshop)).send(x);
  }

  private static Wish config() {
    return new Wish();
  }

  /// A configuration with Kong's defaults, changed field by field.
  private static final class Wish {
    private boolean hides;
    private @Nullable String anonymous;
    private boolean bodies;
    private List<String> enforced = List.of();
    private List<String> algorithms =
        List.of("hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512");

    Wish hiding() {
      hides = true;
      return this;
    }

    Wish anonymous(String who) {
      anonymous = who;
      return this;
    }

    Wish validatingBodies() {
      bodies = true;
      return this;
    }

    Wish enforcing(String... names) {
      enforced = List.of(names);
      return this;
    }

    Wish only(String... names) {
      algorithms = List.of(names);
      return this;
    }

    HmacAuth.Config config() {
      return new HmacAuth.Config(hides, 300, anonymous, null, bodies, enforced, algorithms);
    }
  }
}
