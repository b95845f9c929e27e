package gatehouse.plugin.auth;

import static gatehouse.spi.FakeEntities.consumer;
import static gatehouse.spi.FakeEntities.key;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Identity;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionAuthTest {
  private static final long NOON = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();

  private final FakeWorkshop workshop = new FakeWorkshop();

  SessionAuthTest() {
    workshop
        .consumers
        .with(consumer("c-1", "alice", "alice-007"))
        .with(consumer("c-2", "bob", null))
        .with(consumer("c-3", "guest", null))
        .with(key("k-1", "c-1", "k-alice"))
        .with(key("k-2", "c-2", "k-bob"));
  }

  @Test
  void a_cookie_stands_for_who_authenticated_once() {
    String cookie = logIn(wish());

    FakeExchange x = visit(wish(), cookie, 10);

    assertThat(who(x)).isEqualTo("alice");
    assertThat(x.upstreamHeader("X-Credential-Identifier")).isEqualTo("k-1");
    assertThat(x.upstreamHeader("X-Consumer-Custom-ID")).isEqualTo("alice-007");
    assertThat(x.upstreamHeader("X-Anonymous-Consumer")).isNull();
    assertThat(Objects.requireNonNull(x.identity()).plugin()).isEqualTo("session");
    assertThat(x.answered("Set-Cookie")).isNull();
  }

  @Test
  void the_service_never_sees_the_cookie_and_keeps_the_others() {
    String cookie = logIn(wish());
    FakeExchange x = FakeExchange.get("/").header("Cookie", "a=1; " + cookie + "; b=2");

    send(wish(), x);

    assertThat(x.upstreamHeader("Cookie")).isEqualTo("a=1; b=2");
    assertThat(visit(wish(), cookie, 0).upstreamHeader("Cookie")).isNull();
  }

  @Test
  void two_log_ins_have_two_ids_and_the_cookie_shows_nothing() {
    String first = logIn(wish());
    String second = logIn(wish());

    assertThat(first).isNotEqualTo(second);
    assertThat(first).doesNotContain("alice").doesNotContain("c-1");
  }

  @Test
  void a_changed_cookie_counts_as_none() {
    String cookie = logIn(wish());
    for (int i = "session=".length(); i < cookie.length(); i += 7) {
      char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
      String changed = cookie.substring(0, i) + other + cookie.substring(i + 1);

      assertThat(who(visit(wish(), changed, 0))).as("%d", i).isEqualTo("guest");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session=",
        "session=A",
        "session=AQ",
        "session=%00",
        "session=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "session",
        "=x",
        "session=;session=;session=;session=;session=",
        "Session=x"
      })
  void what_nobody_made_is_no_session(String cookie) {
    FakeExchange x = visit(wish(), cookie, 0);

    assertThat(who(x)).isEqualTo("guest");
    assertThat(x.answered("Set-Cookie")).isNull();
  }

  @Test
  void a_huge_cookie_is_not_opened() {
    assertThat(who(visit(wish(), "session=" + "A".repeat(10_000), 0))).isEqualTo("guest");
  }

  @Test
  void a_planted_cookie_of_the_same_name_does_not_hide_the_good_one() {
    assertThat(who(visit(wish(), "session=planted; " + logIn(wish()), 0))).isEqualTo("alice");
  }

  @Test
  void a_cookie_of_another_secret_audience_or_kind_is_none() {
    String cookie = logIn(wish());

    assertThat(who(visit(wish().secret("another"), cookie, 0))).isEqualTo("guest");
    assertThat(who(visit(wish().audience("another"), cookie, 0))).isEqualTo("guest");
    String remember = cookies(logInWith(wish().remembering(), "k-alice")).getLast();
    String swapped = remember.replace("remember=", "session=");
    assertThat(who(visit(wish().remembering(), swapped, 0))).isEqualTo("guest");
  }

  @ParameterizedTest(name = "idling {0}, rolling {1}, absolute {2}: after {3} s {4}")
  @CsvSource({
    "900, 3600, 86400, 899, alice",
    "900, 3600, 86400, 900, guest",
    "0, 3600, 86400, 3599, alice",
    "0, 3600, 86400, 3600, guest",
    "0, 0, 86400, 86399, alice",
    "0, 0, 86400, 86400, guest",
    "0, 0, 0, 999999999, alice",
    "900, 3600, 60, 60, guest",
  })
  void each_time_ends_a_session(
      long idling, long rolling, long absolute, long after, String expected) {
    SessionWish wish = wish().lives(idling, rolling, absolute);

    assertThat(who(visit(wish, logIn(wish), after))).isEqualTo(expected);
  }

  @Test
  void use_is_written_down_once_a_minute() {
    String cookie = logIn(wish());

    assertThat(visit(wish(), cookie, 59).answered("Set-Cookie")).isNull();
    String later = cookie(visit(wish(), cookie, 60));
    assertThat(who(visit(wish(), later, 959))).isEqualTo("alice");
    assertThat(who(visit(wish(), cookie, 959))).isEqualTo("guest");
  }

  @Test
  void is_renewed_in_the_last_quarter_and_the_old_cookie_goes_stale() {
    SessionWish wish = wish().lives(0, 3600, 86400);
    String old = logIn(wish);

    assertThat(visit(wish, old, 2700).answered("Set-Cookie")).isNull();
    String renewed = cookie(visit(wish, old, 2701));

    assertThat(who(visit(wish, old, 2710))).isEqualTo("alice");
    assertThat(who(visit(wish, old, 2711))).isEqualTo("guest");
    assertThat(who(visit(wish, renewed, 6000))).isEqualTo("alice");
  }

  @Test
  void renewal_does_not_outlast_the_absolute_time() {
    SessionWish wish = wish().lives(0, 3600, 5000);
    String renewed = cookie(visit(wish, logIn(wish), 3000));

    assertThat(who(visit(wish, renewed, 4999))).isEqualTo("alice");
    assertThat(who(visit(wish, renewed, 5000))).isEqualTo("guest");
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "POST, /?session_logout=true, true",
    "DELETE, /?a=1&session_logout, true",
    "GET, /?session_logout=true, false",
    "PUT, /?session_logout=true, false",
    "POST, /?logout=true, false",
    "POST, /, false",
  })
  void logs_out_by_method_and_argument(String method, String target, boolean out) {
    String cookie = logIn(wish());

    FakeExchange x = send(wish(), at(FakeExchange.of(method, target).header("Cookie", cookie), 5));

    if (out) {
      assertThat(Objects.requireNonNull(x.answer()).status()).isEqualTo(200);
      assertThat(x.answered("Set-Cookie")).startsWith("session=;").contains("Max-Age=0");
      assertThat(who(visit(wish(), cookie, 6))).as("replayed").isEqualTo("guest");
    } else {
      assertThat(x.answer()).isNull();
      assertThat(who(visit(wish(), cookie, 6))).isEqualTo("alice");
    }
  }

  @Test
  void logs_out_by_a_form_only_where_that_is_asked_for() {
    String form = "application/x-www-form-urlencoded";
    String cookie = logIn(wish());
    FakeExchange plain =
        FakeExchange.of("POST", "/").header("Cookie", cookie).body(form, "session_logout=1");
    assertThat(send(wish(), plain).answer()).isNull();

    FakeExchange reading =
        FakeExchange.of("POST", "/").header("Cookie", cookie).body(form, "session_logout=1");
    assertThat(send(wish().readingBodies(), reading).answer()).isNotNull();
  }

  @Test
  void without_a_session_there_is_nothing_to_log_out_of() {
    FakeExchange x = send(wish(), FakeExchange.of("POST", "/?session_logout"));

    assertThat(x.answer()).isNull();
    assertThat(who(x)).isEqualTo("guest");
  }

  @Test
  void the_session_of_a_consumer_that_is_gone_ends() {
    String cookie = logIn(wish());
    FakeWorkshop later = new FakeWorkshop();
    later.consumers.with(consumer("c-3", "guest", null));

    FakeExchange x =
        new FakeChain(new SessionAuth(wish().config(), later), keyAuth(later))
            .send(FakeExchange.get("/").header("Cookie", cookie));

    assertThat(who(x)).isEqualTo("guest");
    assertThat(x.answered("Set-Cookie")).contains("Max-Age=0");
  }

  @Test
  void another_caller_gets_another_session() {
    String alice = logIn(wish());
    FakeExchange x = FakeExchange.get("/").header("Cookie", alice).header("apikey", "k-bob");

    new FakeChain(new SessionAuth(wish().config(), workshop), demanding()).send(x);

    assertThat(who(visit(wish(), cookie(x), 0))).isEqualTo("bob");
    assertThat(who(visit(wish(), alice, 0))).as("the session before").isEqualTo("guest");
  }

  @Test
  void groups_of_the_credential_live_on() {
    OnRequest tokens =
        x -> {
          x.identify(
              new Identity(
                  workshop.consumers.byId("c-1"),
                  new Identity.ProvenCredential("t", "t"),
                  List.of("staff", "ops"),
                  "test"));
          return Step.NEXT;
        };
    FakeExchange first = FakeExchange.get("/");
    new FakeChain(new SessionAuth(wish().config(), workshop), tokens).send(first);

    FakeExchange x = visit(wish(), cookie(first), 0);

    assertThat(Objects.requireNonNull(x.identity()).groups()).containsExactly("staff", "ops");
    assertThat(x.upstreamHeader("X-Authenticated-Groups")).isEqualTo("staff, ops");
  }

  @Test
  void a_remembered_caller_gets_a_new_session_once_and_rotates() {
    SessionWish wish = wish().remembering();
    FakeExchange first = logInWith(wish, "k-alice");
    List<String> both = cookies(first);
    assertThat(both).hasSize(2);
    String remember = both.getLast();
    assertThat(first.response().headers().value(indexOfRemember(first))).contains("Max-Age=604800");

    FakeExchange x = visit(wish, remember, 100_000);
    assertThat(who(x)).isEqualTo("alice");
    assertThat(cookies(x)).hasSize(2);
    assertThat(who(visit(wish, cookies(x).getFirst(), 100_001))).isEqualTo("alice");
    assertThat(who(visit(wish, remember, 100_011))).as("after its renewal").isEqualTo("guest");
    assertThat(who(visit(wish, cookies(x).getLast(), 100_000 + 604_799))).isEqualTo("alice");
    assertThat(who(visit(wish, cookies(x).getLast(), 2_592_000))).isEqualTo("guest");
  }

  @Test
  void logging_out_also_forgets() {
    SessionWish wish = wish().remembering();
    List<String> both = cookies(logInWith(wish, "k-alice"));

    send(
        wish,
        FakeExchange.of("POST", "/?session_logout").header("Cookie", String.join("; ", both)));

    assertThat(who(visit(wish, both.getFirst(), 0))).isEqualTo("guest");
    assertThat(who(visit(wish, both.getLast(), 0))).isEqualTo("guest");
  }

  @Test
  void tells_service_and_client_what_they_were_promised() {
    List<String> all =
        List.of(
            "id",
            "audience",
            "subject",
            "timeout",
            "idling-timeout",
            "rolling-timeout",
            "absolute-timeout");
    SessionWish wish = wish().telling(all);
    String cookie = logIn(wish);

    FakeExchange x = visit(wish, cookie, 100);

    assertThat(x.upstreamHeader("Session-Id")).hasSize(43);
    assertThat(x.upstreamHeader("Session-Audience")).isEqualTo("default");
    assertThat(x.upstreamHeader("Session-Subject")).isEqualTo("alice");
    assertThat(x.upstreamHeader("Session-Timeout")).isEqualTo("800");
    assertThat(x.upstreamHeader("Session-Idling-Timeout")).isEqualTo("800");
    assertThat(x.upstreamHeader("Session-Rolling-Timeout")).isEqualTo("3500");
    assertThat(x.upstreamHeader("Session-Absolute-Timeout")).isEqualTo("86300");
    assertThat(x.answered("Session-Timeout")).isEqualTo("900");
    assertThat(new SessionAuth(wish.config(), workshop).identityHeaders()).hasSize(7);
  }

  @Test
  void groups_that_do_not_fit_store_no_session() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add("a-group-with-a-long-name-" + i);
    }
    OnRequest tokens =
        x -> {
          x.identify(
              new Identity(
                  workshop.consumers.byId("c-1"),
                  new Identity.ProvenCredential("t", "t"),
                  many,
                  "test"));
          return Step.NEXT;
        };
    FakeExchange x = FakeExchange.get("/");
    new FakeChain(new SessionAuth(wish().config(), workshop), tokens).send(x);

    assertThat(x.answered("Set-Cookie")).isNull();
  }

  @Test
  void without_a_secret_the_process_has_its_own() {
    String cookie = logIn(wish().secret(null));

    assertThat(who(visit(wish().secret(null), cookie, 0))).isEqualTo("alice");
    assertThat(new SessionAuthTest().who(wish().secret(null), cookie)).isEqualTo("guest");
  }

  private @Nullable String who(SessionWish wish, String cookie) {
    return who(visit(wish, cookie, 0));
  }

  private static int indexOfRemember(FakeExchange x) {
    int at = x.response().headers().indexOf("set-cookie", 0);
    return x.response().headers().indexOf("set-cookie", at + 1);
  }

  private static FakeExchange at(FakeExchange x, long secondsLater) {
    return x.at(Instant.ofEpochSecond(NOON + secondsLater));
  }

  private String logIn(SessionWish wish) {
    return cookie(logInWith(wish, "k-alice"));
  }

  private FakeExchange logInWith(SessionWish wish, String key) {
    return send(wish, FakeExchange.get("/").header("apikey", key));
  }

  private FakeExchange visit(SessionWish wish, String cookie, long secondsLater) {
    return send(wish, at(FakeExchange.get("/").header("Cookie", cookie), secondsLater));
  }

  private FakeExchange send(SessionWish wish, FakeExchange x) {
    return new FakeChain(new SessionAuth(wish.config(), workshop), keyAuth(workshop)).send(x);
  }

  private static KeyAuth keyAuth(FakeWorkshop workshop) {
    return keyAuth(workshop, "guest");
  }

  private KeyAuth demanding() {
    return keyAuth(workshop, null);
  }

  private static KeyAuth keyAuth(FakeWorkshop workshop, @Nullable String anonymous) {
    return new KeyAuth(
        new KeyAuth.Config(
            List.of("apikey"), true, true, false, false, anonymous, null, true, List.of()),
        workshop);
  }

  private static @Nullable String who(FakeExchange x) {
    return x.upstreamHeader("X-Consumer-Username");
  }

  /// The first cookie of an answer, as a client sends it back.
  private static String cookie(FakeExchange x) {
    return cookies(x).getFirst();
  }

  private static List<String> cookies(FakeExchange x) {
    List<String> cookies = new ArrayList<>();
    for (int i = x.response().headers().indexOf("set-cookie", 0);
        i >= 0;
        i = x.response().headers().indexOf("set-cookie", i + 1)) {
      String field = x.response().headers().value(i);
      cookies.add(field.substring(0, field.indexOf(';')));
    }
    return cookies;
  }

  private static SessionWish wish() {
    return new SessionWish();
  }
}
