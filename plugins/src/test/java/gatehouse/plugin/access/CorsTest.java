package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.auth.KeyAuth;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.HeaderName;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsTest {
  private static final List<String> ALL_METHODS =
      List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private static final List<String> NAMES =
      List.of(
          "Access-Control-Allow-Origin",
          "Access-Control-Allow-Credentials",
          "Access-Control-Allow-Headers",
          "Access-Control-Allow-Methods",
          "Access-Control-Max-Age",
          "Access-Control-Expose-Headers",
          "Access-Control-Allow-Private-Network",
          "Vary");

  private Wish full() {
    return new Wish()
        .origins("example.test")
        .methods("GET")
        .headers("origin", "type", "accepts")
        .exposed("x-auth-token")
        .maxAge(23.0)
        .credentials();
  }

  @Test
  void answers_a_preflight_with_everything_configured() {
    FakeExchange x = send(full(), preflight("http://o.test"));

    assertThat(Objects.requireNonNull(x.answer()).status()).isEqualTo(200);
    assertThat(x.answer().message()).isNull();
    assertThat(x.answer().raw()).isNull();
    assertHeaders(
        x,
        "Access-Control-Allow-Origin: example.test",
        "Access-Control-Allow-Credentials: true",
        "Access-Control-Allow-Headers: origin,type,accepts",
        "Access-Control-Allow-Methods: GET",
        "Access-Control-Max-Age: 23",
        "Vary: Origin");
  }

  @Test
  void answers_a_preflight_by_default_with_all_methods_and_the_headers_asked_for() {
    FakeExchange x =
        send(
            new Wish(),
            preflight("http://o.test").header("Access-Control-Request-Headers", "X-A,  x-b"));

    assertHeaders(
        x,
        "Access-Control-Allow-Origin: *",
        "Access-Control-Allow-Headers: X-A,  x-b",
        "Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT");
  }

  @Test
  void sends_a_max_age_of_zero() {
    FakeExchange x =
        send(new Wish().methods("GET", "POST").maxAge(0.0), preflight("http://o.test"));

    assertHeaders(
        x,
        "Access-Control-Allow-Origin: *",
        "Access-Control-Allow-Methods: GET,POST",
        "Access-Control-Max-Age: 0");
  }

  @ParameterizedTest(name = "configured {0}, asked {1} -> {2}")
  @CsvSource(
      nullValues = "-",
      value = {"true, true, true", "true, false, -", "true, -, -", "false, true, -"})
  void allows_private_networks_if_configured_and_asked(
      boolean configured, @Nullable String asked, @Nullable String told) {
    FakeExchange request = preflight("http://o.test");
    if (asked != null) {
      request.header("Access-Control-Request-Private-Network", asked);
    }

    FakeExchange x = send(configured ? new Wish().privateNetwork() : new Wish(), request);

    assertThat(x.answered("Access-Control-Allow-Private-Network")).isEqualTo(told);
  }

  @Test
  void only_options_with_origin_and_method_is_a_preflight() {
    assertThat(send(full(), FakeExchange.of("OPTIONS", "/")).answer()).isNull();
    assertThat(
            send(full(), FakeExchange.of("OPTIONS", "/").header("Origin", "http://o.test"))
                .answer())
        .isNull();
    assertThat(
            send(
                    full(),
                    FakeExchange.of("OPTIONS", "/").header("Access-Control-Request-Method", "GET"))
                .answer())
        .isNull();
    assertThat(
            send(
                    full(),
                    FakeExchange.get("/")
                        .header("Origin", "http://o.test")
                        .header("Access-Control-Request-Method", "GET"))
                .answer())
        .isNull();
  }

  @Test
  void a_passed_on_preflight_gets_no_header() {
    FakeExchange x = send(full().preflightContinue(), preflight("http://o.test"));

    assertThat(x.answer()).isNull();
    assertHeaders(x);
  }

  @Test
  void other_requests_get_the_short_set_with_and_without_an_origin() {
    String[] expected = {
      "Access-Control-Allow-Origin: example.test",
      "Access-Control-Allow-Credentials: true",
      "Access-Control-Expose-Headers: x-auth-token",
      "Vary: Origin"
    };

    assertHeaders(send(full(), FakeExchange.get("/").header("Origin", "http://o.test")), expected);
    assertHeaders(send(full(), FakeExchange.get("/")), expected);
  }

  @Test
  void says_nothing_without_an_origin_if_told_so() {
    Wish wish = full().silentWithoutOrigin();

    assertHeaders(send(wish, FakeExchange.get("/")));
    assertThat(
            send(wish, FakeExchange.get("/").header("Origin", "http://o.test"))
                .answered("Access-Control-Allow-Origin"))
        .isEqualTo("example.test");
  }

  /// Which Access-Control-Allow-Origin an Origin gets; `-` for none, on either side.
  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                                      | http://o.test           | *
          -                                      | -                       | *
          *                                      | http://o.test           | *
          a.test                                 | http://evil.test        | a.test
          a.test                                 | -                       | a.test
          https://a.test                         | http://a.test           | https://a.test
          a.test b.test                          | a.test                  | a.test
          a.test b.test                          | http://a.test           | -
          a.test b.test                          | evil.test               | -
          a.test b.test                          | -                       | -
          a.test b.test                          | null                    | -
          a.test b.test                          | A.test                  | -
          http://my-site.test https://o.test:9000 | http://my-site.test    | http://my-site.test
          http://my-site.test https://o.test:9000 | http://my-site.test:80 | http://my-site.test
          http://my-site.test https://o.test:9000 | https://my-site.test   | -
          http://my-site.test https://o.test:9000 | https://o.test:9000    | https://o.test:9000
          http://my-site.test https://o.test:9000 | https://o.test         | -
          http://a.test:80 https://b.test:443    | http://a.test           | http://a.test
          http://a.test:80 https://b.test:443    | https://b.test          | https://b.test
          http://a.test:80 https://b.test:443    | https://b.test:80       | -
          http://\\[::1\\]:3000 b.test           | http://[::1]:3000       | http://[::1]:3000
          http://\\[::1\\] b.test                | http://[::1]:80         | http://[::1]
          foo.bar *                              | http://any.test         | *
          foo.bar *                              | -                       | -
          foo\\.test                             | http://foo.test         | http://foo.test
          foo\\.test                             | https://foo.test:8443   | https://foo.test:8443
          foo\\.test                             | http://xfoo.test        | -
          foo\\.test                             | http://foo.test.evil    | -
          foo\\.test                             | http://fooxtest         | -
          (.*[./])?foo\\.test                    | http://a.b.foo.test     | http://a.b.foo.test
          (.*[./])?foo\\.test                    | http://afoo.test        | -
          (.*[./])?foo\\.test:8000               | http://foo.test:8000    | http://foo.test:8000
          (.*[./])?foo\\.test:8000               | http://foo.test:8001    | -
          (.*[./])?foo\\.test:8000               | http://foo.test:80001   | -
          https://(.*[.])?foo\\.test:8000        | https://x.foo.test:8000 | https://x.foo.test:8000
          https://(.*[.])?foo\\.test:8000        | http://x.foo.test:8000  | -
          bar.test ^(.+\\.)?foo\\.test$          | http://www.foo.test     | http://www.foo.test
          bar.test ^(.+\\.)?foo\\.test$          | http://evil.test        | -
          """)
  void tells_who_is_allowed(
      @Nullable String origins, @Nullable String origin, @Nullable String told) {
    Wish wish = new Wish();
    if (origins != null) {
      wish.origins(origins.replace("\\\\", "\\").split(" "));
    }
    FakeExchange request = FakeExchange.get("/");
    if (origin != null) {
      request.header("Origin", origin);
    }

    FakeExchange x = send(wish, request);

    assertThat(x.answered("Access-Control-Allow-Origin")).isEqualTo(told);
    boolean always = origins == null || origins.equals("*");
    assertThat(x.answered("Vary")).isEqualTo(always ? null : "Origin");
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}, {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "*,             http://o.test:3000, http://o.test:3000, true",
        "*,             -,                  *,                  -",
        "-,             http://o.test,      http://o.test,      true",
        "foo.bar *,     http://o.test:80,   http://o.test:80,   true",
        "a.test b.test, evil.test,          -,                  true",
        "a.test b.test, a.test,             a.test,             true",
        "a.test,        evil.test,          a.test,             true",
      })
  void credentials_never_meet_the_wildcard(
      @Nullable String origins,
      @Nullable String origin,
      @Nullable String told,
      @Nullable String credentials) {
    Wish wish = new Wish().credentials();
    if (origins != null) {
      wish.origins(origins.split(" "));
    }
    FakeExchange request = FakeExchange.get("/");
    if (origin != null) {
      request.header("Origin", origin);
    }

    FakeExchange x = send(wish, request);

    assertThat(x.answered("Access-Control-Allow-Origin")).isEqualTo(told);
    assertThat(x.answered("Access-Control-Allow-Credentials")).isEqualTo(credentials);
  }

  @Test
  void takes_the_services_allow_origin_away_from_a_foreign_origin() {
    FakeExchange x =
        new FakeChain(new Cors(new Wish().origins("a.test", "b.test").config(), new FakeWorkshop()))
            .send(
                FakeExchange.get("/").header("Origin", "evil.test"),
                200,
                headers -> {
                  headers.add(HeaderName.of("Access-Control-Allow-Origin"), "*");
                  headers.add(HeaderName.of("X-Mine"), "1");
                  headers.add(HeaderName.of("Vary"), "Accept");
                });

    assertThat(x.answered("Access-Control-Allow-Origin")).isNull();
    assertThat(x.answered("X-Mine")).isEqualTo("1");
    assertThat(x.answered("Vary")).isEqualTo("Accept, Origin");
  }

  @Test
  void names_origin_once_in_the_services_vary() {
    FakeExchange x =
        new FakeChain(new Cors(new Wish().origins("a.test").config(), new FakeWorkshop()))
            .send(
                FakeExchange.get("/"),
                200,
                headers -> headers.add(HeaderName.of("Vary"), "Accept,origin"));

    assertThat(x.answered("Vary")).isEqualTo("Accept,origin");
  }

  @Test
  void a_refusal_of_the_gateway_can_be_read_by_the_page() {
    Cors cors = new Cors(new Wish().origins("http://a.test").config(), new FakeWorkshop());
    KeyAuth keyAuth =
        new KeyAuth(
            new KeyAuth.Config(
                List.of("apikey"), true, true, false, false, null, null, true, List.of()),
            new FakeWorkshop());

    FakeExchange x =
        new FakeChain(cors, keyAuth).send(FakeExchange.get("/").header("Origin", "http://a.test"));

    assertThat(Objects.requireNonNull(x.answer()).status()).isEqualTo(401);
    assertThat(x.answered("Access-Control-Allow-Origin")).isEqualTo("http://a.test");
  }

  private static FakeExchange preflight(String origin) {
    return FakeExchange.of("OPTIONS", "/")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "GET");
  }

  private static FakeExchange send(Wish wish, FakeExchange x) {
    return new FakeChain(new Cors(wish.config(), new FakeWorkshop())).send(x);
  }

  private static void assertHeaders(FakeExchange x, String... expected) {
    List<String> present =
        NAMES.stream()
            .filter(name -> x.answered(name) != null)
            .map(name -> name + ": " + x.answered(name))
            .toList();
    assertThat(present).isEqualTo(Arrays.asList(expected));
  }

  /// A configuration with Kong's defaults, changed field by field.
  private static final class Wish {
    private @Nullable List<String> origins;
    private List<String> methods = ALL_METHODS;
    private @Nullable List<String> headers;
    private @Nullable List<String> exposed;
    private @Nullable Double maxAge;
    private boolean credentials;
    private boolean privateNetwork;
    private boolean preflightContinue;
    private boolean originAbsent = true;

    Wish origins(String... texts) {
      origins = List.of(texts);
      return this;
    }

    Wish methods(String... texts) {
      methods = List.of(texts);
      return this;
    }

    Wish headers(String... texts) {
      headers = List.of(texts);
      return this;
    }

    Wish exposed(String... texts) {
      exposed = List.of(texts);
      return this;
    }

    Wish maxAge(double seconds) {
      maxAge = seconds;
      return this;
    }

    Wish credentials() {
      credentials = true;
      return this;
    }

    Wish privateNetwork() {
      privateNetwork = true;
      return this;
    }

    Wish preflightContinue() {
      preflightContinue = true;
      return this;
    }

    Wish silentWithoutOrigin() {
      originAbsent = false;
      return this;
    }

    Cors.Config config() {
      return new Cors.Config(
          origins,
          methods,
          headers,
          exposed,
          maxAge,
          credentials,
          privateNetwork,
          preflightContinue,
          originAbsent);
    }
  }
}
