package gatehouse.plugin.auth;

import static gatehouse.spi.FakeEntities.consumer;
import static gatehouse.spi.FakeEntities.key;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.KeyAuthCredential;
import gatehouse.spi.Answer;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Secret;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAuthTest {
  private static final String NONE = "No API key found in request";
  private static final String TWICE = "Duplicate API key found";
  private static final String WRONG = "Unauthorized";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final FakeWorkshop workshop = new FakeWorkshop();

  KeyAuthTest() {
    workshop
        .consumers
        .with(consumer("c-1", "alice", "alice-007"))
        .with(consumer("c-2", "bob", null))
        .with(consumer("c-3", "guest", null))
        .with(key("k-1", "c-1", "k-alice"))
        .with(key("k-2", "c-1", "k two/+&=%"))
        .with(key("k-3", "c-2", "k-bob"))
        .with(key("k-4", "c-gone", "k-of-nobody"))
        .with(new KeyAuthCredential("k-5", "c-2", new Secret("k-old"), 60L, 1_000, List.of()));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /?apikey=k-alice                 | alice
          /?apikey=k%20two%2F%2B%26%3D%25  | alice
          /?apikey=k+two/%2b%26=%25        | alice
          /?a=1&apikey=k-bob&b             | bob
          /                                | No API key found in request
          /?apikey                         | No API key found in request
          /?apikey=                        | No API key found in request
          /?APIKEY=k-alice                 | No API key found in request
          /?apikey=K-ALICE                 | Unauthorized
          /?apikey=k-alice%20              | Unauthorized
          /?apikey=k-of-nobody             | Unauthorized
          /?apikey=k-old                   | Unauthorized
          /?apikey=k-alice&apikey=k-alice  | Duplicate API key found
          /?apikey&apikey=k-alice          | Duplicate API key found
          """)
  void reads_the_key_from_the_query(String target, String outcome) {
    assertOutcome(send(config(), FakeExchange.get(target)), outcome);
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource({
    "apikey, k-alice, alice",
    "ApiKey, k-bob, bob",
    "apikey, no, Unauthorized",
    "apikey, '', No API key found in request",
    "api-key, k-alice, No API key found in request",
    "api_key, k-alice, No API key found in request",
  })
  void reads_the_key_from_a_header(String name, String value, String outcome) {
    assertOutcome(send(config(), FakeExchange.get("/").header(name, value)), outcome);
  }

  @Test
  void refuses_two_header_fields_even_if_both_are_right() {
    FakeExchange x = FakeExchange.get("/").header("apikey", "k-bob").header("APIKEY", "k-bob");

    assertOutcome(send(config(), x), TWICE);
  }

  @Test
  void a_wrong_key_in_a_header_is_not_saved_by_a_good_one_in_the_query() {
    assertOutcome(send(config(), FakeExchange.get("/?apikey=k-bob").header("apikey", "no")), WRONG);
  }

  @Test
  void searches_its_names_in_order() {
    Wish config = config().names("x-first", "apikey");

    assertOutcome(
        send(config, FakeExchange.get("/?x-first=k-bob").header("apikey", "k-alice")), "bob");
    assertOutcome(send(config, FakeExchange.get("/").header("apikey", "k-alice")), "alice");
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          application/x-www-form-urlencoded                | apikey=k-alice            | alice
          Application/X-WWW-Form-Urlencoded; charset=utf-8 | a=1&apikey=k%2dalice      | alice
          application/x-www-form-urlencoded                | apikey=no                 | Unauthorized
          application/x-www-form-urlencoded                | apikey=k-alice&apikey=k   | Duplicate API key found
          application/x-www-form-urlencoded                | apikey                    | No API key found in request
          application/json                                 | {"apikey": "k-bob"}       | bob
          application/json                                 | {"apikey": "k-alice"      | No API key found in request
          application/json                                 | ["k-alice"]               | No API key found in request
          application/json                                 | {"apikey": 7}             | No API key found in request
          application/json                                 | {"apikey": null}          | No API key found in request
          application/json                                 | {"apikey": ["k-alice"]}   | Duplicate API key found
          application/json                                 | {"apikey":"k-bob","apikey":"k-bob"} | No API key found in request
          application/json                                 | {"apikey": "k-bob"} {}    | No API key found in request
          text/plain                                       | apikey=k-alice            | No API key found in request
          """)
  void reads_the_key_from_the_body_where_that_is_asked_for(
      String type, String body, String outcome) {
    assertOutcome(send(config().inBody(), FakeExchange.of("POST", "/").body(type, body)), outcome);
  }

  @Test
  void reads_the_key_from_a_multipart_body() {
    FakeExchange x =
        FakeExchange.of("POST", "/")
            .body("multipart/form-data; boundary=b0", multipart("other", "1", "apikey", "k-alice"));

    assertOutcome(send(config().inBody(), x), "alice");
  }

  @Test
  void does_not_touch_the_body_by_default() {
    FakeExchange x = FakeExchange.of("POST", "/").body(FORM, "apikey=k-alice");

    assertOutcome(send(config(), x), NONE);
    assertThat(x.bodyWasRead()).isFalse();
  }

  @Test
  void leaves_the_body_unread_when_the_header_has_the_key() {
    FakeExchange x =
        FakeExchange.of("POST", "/").body(FORM, "apikey=k-alice").header("apikey", "k-bob");

    assertOutcome(send(config().inBody(), x), "bob");
    assertThat(x.bodyWasRead()).isFalse();
  }

  @Test
  void counts_a_body_over_its_bound_as_one_without_a_key() {
    String large = "apikey=k-alice&pad=" + "x".repeat(64 << 10);

    assertOutcome(send(config().inBody(), FakeExchange.of("POST", "/").body(FORM, large)), NONE);
  }

  @Test
  void does_not_search_where_it_may_not() {
    FakeExchange x = FakeExchange.get("/?apikey=k-alice").header("apikey", "k-bob");
    assertOutcome(send(config().notInHeader(), x), "alice");

    FakeExchange y = FakeExchange.get("/?apikey=k-alice");
    assertOutcome(send(config().notInQuery(), y), NONE);
  }

  @Test
  void keeps_the_key_for_the_service_unless_told_otherwise() {
    FakeExchange x = send(config(), FakeExchange.get("/?apikey=x").header("apikey", "k-bob"));

    assertThat(x.upstreamHeader("apikey")).isEqualTo("k-bob");
    assertThat(x.upstream().query()).isEqualTo("apikey=x");
  }

  @Test
  void hides_the_key_everywhere_and_changes_nothing_else() {
    FakeExchange x =
        FakeExchange.of("POST", "/?a=%31&apikey=x&b&%61pikey=y")
            .header("apikey", "k-bob")
            .header("Other", "1")
            .body(FORM, "c=%32&apikey=z&d");

    assertOutcome(send(config().inBody().hiding(), x), "bob");
    assertThat(x.upstreamHeader("apikey")).isNull();
    assertThat(x.upstreamHeader("Other")).isEqualTo("1");
    assertThat(x.upstream().query()).isEqualTo("a=%31&b");
    assertThat(x.upstreamBody()).isEqualTo("c=%32&d");
  }

  @Test
  void hides_the_key_in_json_and_multipart() {
    FakeExchange json =
        FakeExchange.of("POST", "/")
            .body("application/json", "{\"a\":1.50,\"apikey\":\"k-bob\",\"b\":[1e2]}");
    FakeExchange multipart =
        FakeExchange.of("POST", "/")
            .body(
                "multipart/form-data; boundary=b0",
                multipart("a", "1", "apikey", "k-bob", "b", "2"));

    assertOutcome(send(config().inBody().hiding(), json), "bob");
    assertOutcome(send(config().inBody().hiding(), multipart), "bob");
    assertThat(json.upstreamBody()).isEqualTo("{\"a\":1.50,\"b\":[1E+2]}");
    assertThat(multipart.upstreamBody()).isEqualTo(multipart("a", "1", "b", "2"));
  }

  @Test
  void hides_the_only_argument_with_its_question_mark() {
    FakeExchange x = send(config().hiding(), FakeExchange.get("/?apikey=k-bob"));

    assertThat(x.upstream().query()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'', Key",
    "secret place, 'Key realm=\"secret place\"'",
    "'a\"b\\', 'Key realm=\"a\\\"b\\\\\"'"
  })
  void challenges_with_its_realm(String realm, String challenge) {
    FakeExchange x = send(config().realm(realm.isEmpty() ? null : realm), FakeExchange.get("/"));

    assertThat(x.answered("WWW-Authenticate")).isEqualTo(challenge);
  }

  @Test
  void passes_every_options_request_if_told_so_and_only_those() {
    assertThat(send(config().notOnPreflight(), FakeExchange.of("OPTIONS", "/")).answer()).isNull();
    assertOutcome(send(config().notOnPreflight(), FakeExchange.of("options", "/")), NONE);
    assertOutcome(send(config(), FakeExchange.of("OPTIONS", "/")), NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"guest", "c-3"})
  void goes_on_as_the_anonymous_consumer(String anonymous) {
    for (String target : List.of("/", "/?apikey=wrong", "/?apikey=a&apikey=b")) {
      FakeExchange x = send(config().anonymous(anonymous), FakeExchange.get(target));

      assertOutcome(x, "guest");
      assertThat(x.upstreamHeader("X-Anonymous-Consumer")).isEqualTo("true");
      assertThat(x.upstreamHeader("X-Credential-Identifier")).isNull();
      assertThat(Objects.requireNonNull(x.identity()).authenticated()).isFalse();
    }
  }

  @Test
  void answers_500_if_the_anonymous_consumer_does_not_exist() {
    FakeExchange x = send(config().anonymous("ghost"), FakeExchange.get("/"));

    assertThat(x.answer())
        .isEqualTo(Answer.error(500, "anonymous consumer ghost is configured but doesn't exist"));
    assertThat(send(config().anonymous("ghost"), good()).answer()).isNull();
  }

  @Test
  void does_nothing_after_another_plugin_has_authenticated_where_anonymous_is_allowed() {
    KeyAuth first = new KeyAuth(config().names("first").anonymous("guest").config(), workshop);
    KeyAuth second = new KeyAuth(config().anonymous("guest").config(), workshop);

    FakeExchange x = FakeExchange.get("/").header("first", "k-alice").header("apikey", "wrong");
    assertOutcome(new FakeChain(first, second).send(x), "alice");

    FakeExchange y = FakeExchange.get("/").header("first", "wrong").header("apikey", "k-bob");
    assertOutcome(new FakeChain(first, second).send(y), "bob");
    assertThat(y.upstreamHeader("X-Anonymous-Consumer")).isNull();
  }

  @Test
  void each_plugin_without_anonymous_must_succeed_and_the_last_identity_stays() {
    FakeChain both =
        new FakeChain(
            new KeyAuth(config().names("first").config(), workshop),
            new KeyAuth(config().config(), workshop));

    assertOutcome(
        both.send(FakeExchange.get("/").header("first", "k-alice").header("apikey", "k-bob")),
        "bob");
    assertOutcome(both.send(FakeExchange.get("/").header("first", "k-alice")), NONE);
    assertOutcome(both.send(FakeExchange.get("/").header("apikey", "k-alice")), NONE);
  }

  @Test
  void a_key_lives_until_the_last_second_of_its_time() {
    FakeExchange alive = good("k-old").at(java.time.Instant.ofEpochSecond(1_059));
    FakeExchange dead = good("k-old").at(java.time.Instant.ofEpochSecond(1_060));

    assertOutcome(send(config(), alive), "bob");
    assertOutcome(send(config(), dead), WRONG);
  }

  @Test
  void names_the_credential_by_its_id_never_by_the_key() {
    FakeExchange x = send(config(), good());

    assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo("k-3");
  }

  @Test
  void records_each_refusal_without_the_key() {
    FakeExchange x = send(config(), FakeExchange.get("/").header("apikey", "s3cret-guess"));

    assertThat(x.identity()).isNull();
    assertThat(x.decisions()).hasSize(1);
    Decision decision = x.decisions().getFirst();
    assertThat(decision.rule()).isEqualTo("unknown");
    assertThat(decision.toString()).doesNotContain("s3cret");
  }

  private static FakeExchange good() {
    return good("k-bob");
  }

  private static FakeExchange good(String key) {
    return FakeExchange.get("/").header("apikey", key);
  }

  private static String multipart(String... namesAndValues) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      body.append("--b0\r\nContent-Disposition: form-data; name=\"")
          .append(namesAndValues[i])
          .append("\"\r\n\r\n")
          .append(namesAndValues[i + 1])
          .append("\r\n");
    }
    return body.append("--b0--\r\n").toString();
  }

  private FakeExchange send(Wish config, FakeExchange x) {
    return new FakeChain(new KeyAuth(config.config(), workshop)).send(x);
  }

  /// Either the consumer's name or the text of the 401.
  private static void assertOutcome(FakeExchange x, String outcome) {
    Answer answer = x.answer();
    if (List.of(NONE, TWICE, WRONG).contains(outcome)) {
      assertThat(answer).isNotNull();
      assertThat(Objects.requireNonNull(answer).status()).isEqualTo(401);
      assertThat(answer.message()).isEqualTo(outcome);
      assertThat(answer.headers())
          .containsExactly(new Answer.Field(HeaderName.of("WWW-Authenticate"), "Key"));
    } else {
      assertThat(answer).isNull();
      assertThat(x.upstreamHeader("X-Consumer-Username")).isEqualTo(outcome);
    }
  }

  private static Wish config() {
    return new Wish();
  }

  /// A configuration with Kong's defaults, changed field by field.
  private static final class Wish {
    private List<String> names = List.of("apikey");
    private boolean header = true;
    private boolean query = true;
    private boolean body;
    private boolean hiding;
    private @Nullable String anonymous;
    private @Nullable String realm;
    private boolean preflight = true;

    Wish names(String... names) {
      this.names = List.of(names);
      return this;
    }

    Wish notInHeader() {
      header = false;
      return this;
    }

    Wish notInQuery() {
      query = false;
      return this;
    }

    Wish inBody() {
      body = true;
      return this;
    }

    Wish hiding() {
      hiding = true;
      return this;
    }

    Wish anonymous(String anonymous) {
      this.anonymous = anonymous;
      return this;
    }

    Wish realm(@Nullable String realm) {
      this.realm = realm;
      return this;
    }

    Wish notOnPreflight() {
      preflight = false;
      return this;
    }

    KeyAuth.Config config() {
      return new KeyAuth.Config(
          names, header, query, body, hiding, anonymous, realm, preflight, List.of());
    }
  }
}
