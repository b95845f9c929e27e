package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.Reauthentication;
import gatehouse.plugin.auth.Reauthentication.Demand;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.auth.oidc.CodeFlow.Failed;
import gatehouse.plugin.auth.oidc.CodeFlow.LoggedIn;
import gatehouse.plugin.auth.oidc.CodeFlow.Login;
import gatehouse.plugin.auth.oidc.Evidence.Kind;
import gatehouse.plugin.auth.token.RequestCookies;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Step;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Browsers: their login by the authorization code flow, the session that comes of it, and its end.
final class BrowserFlow {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final HeaderName SET_COOKIE = HeaderName.of("Set-Cookie");
  private static final HeaderName LOCATION = HeaderName.of("Location");
  private static final HeaderName ACCEPT = HeaderName.of("Accept");
  private static final HeaderName CACHE_CONTROL = HeaderName.of("Cache-Control");
  private static final Attribute<Pending> FORGETTING =
      new Attribute<>(Pending.class, "oidc-forgetting");
  private static final Attribute<Pending> PENDING = new Attribute<>(Pending.class, "oidc-cookies");

  private final Gatekeeper gate;
  private final CodeFlow flow;
  private final SealedCookie sessions;
  private final SealedCookie logins;
  private final Refusals refusals;
  private final Options options;

  /// Cookies to send with whatever answer the service gives.
  record Pending(List<String> cookies) {}

  /// What an instance is told.
  ///
  /// @param logsIn whether browsers are sent to the issuer
  /// @param keeps whether sessions are made and read
  /// @param redirect the address that the issuer sends browsers to; null for the one asked for
  /// @param action `upstream`, `redirect` or `response`
  /// @param tokens which tokens an answer names
  /// @param home where to go after a login; null for where the browser wanted to go
  record Options(
      boolean logsIn,
      boolean keeps,
      @Nullable String redirect,
      String action,
      Set<String> tokens,
      @Nullable String home,
      Session.Limits limits,
      long loginTime,
      boolean refreshes,
      Logout logout) {}

  /// How a browser asks for the end of its session.
  ///
  /// @param suffix the end of the path; null for none
  /// @param argument an argument of the query; null for none
  record Logout(
      @Nullable String suffix,
      @Nullable String argument,
      Set<String> methods,
      boolean revokes,
      @Nullable String afterwards) {
    boolean isAsked(Exchange x) {
      return methods.contains(x.request().method())
          && (suffix != null && x.request().path().endsWith(suffix)
              || argument != null && x.request().args().has(argument));
    }
  }

  /// Goes on once the claims are proven.
  interface Judge {
    Step judge(Exchange x, VerifiedClaims claims, Evidence evidence);
  }

  BrowserFlow(
      Gatekeeper gate,
      CodeFlow flow,
      SealedCookie sessions,
      SealedCookie logins,
      Refusals refusals,
      Options options) {
    this.gate = gate;
    this.flow = flow;
    this.sessions = sessions;
    this.logins = logins;
    this.refusals = refusals;
    this.options = options;
  }

  /// Takes requests of the issuer's way back, and those with a session; null if it is neither.
  @Nullable Step take(Exchange x, Judge judge) {
    Map<String, @Nullable Object> brought = sessions.open(x.request().headers());
    Session session = brought == null || !options.keeps ? null : Session.of(brought);
    long now = x.now() / 1000;
    boolean alive = session != null && options.limits.hold(session, now) && !flow.isOver(session);
    if (session != null && alive && options.logout.isAsked(x)) {
      return logout(x, session);
    }
    Step back = options.logsIn ? back(x, judge) : null;
    if (back != null) {
      return back;
    }
    if (session == null || !alive) {
      return null;
    }
    if (session.expires() > 0 && session.expires() <= now) {
      return options.refreshes && session.refresh() != null ? renew(x, session, judge) : null;
    }
    if (options.limits.wantRenewal(session, now)) {
      send(x, sessions.sealed(session.usedAt(now).content(), isSecure(x)));
    }
    return enter(x, session, judge);
  }

  private Step enter(Exchange x, Session session, Judge judge) {
    x.put(FORGETTING, new Pending(sessions.cleared(x.request().headers(), isSecure(x))));
    x.put(
        Reauthentication.KEY,
        (asked, demand) ->
            session.wasAskedFor(demand, asked.now() / 1000) ? null : login(asked, demand));
    // The service needs none of the cookies, and must not be able to act as the browser.
    RequestCookies.remove(
        x.request().headers(), name -> sessions.isNamed(name) || logins.isNamed(name));
    return judge.judge(
        x,
        session.claims(),
        new Evidence(Kind.SESSION, session.access(), session.idToken(), false, null));
  }

  /// The same answer, with which the browser forgets its session.
  static Answer ending(Exchange x, Answer answer) {
    Pending forgetting = x.get(FORGETTING);
    x.put(PENDING, new Pending(List.of()));
    return forgetting == null ? answer : with(answer, forgetting.cookies);
  }

  private Step renew(Exchange x, Session session, Judge judge) {
    return Question.ask(
        x,
        () -> flow.renew(session),
        ended ->
            switch (ended) {
              case LoggedIn(Session renewed) -> {
                send(x, sessions.sealed(renewed.content(), isSecure(x)));
                yield enter(x, renewed, judge);
              }
              case Failed failed -> {
                Step login = login(x);
                yield login != null ? login : refuse(x, "session", failed.reason());
              }
            });
  }

  /// The issuer has sent the browser back: the state that came must be the one that was sent.
  private @Nullable Step back(Exchange x, Judge judge) {
    String state = x.request().query() == null ? null : x.request().args().first("state");
    String code = x.request().args().first("code");
    String error = x.request().args().first("error");
    if (state == null || code == null && error == null || !x.request().method().equals("GET")) {
      return null;
    }
    Map<String, @Nullable Object> brought = logins.open(x.request().headers());
    Login login = brought == null ? null : Login.of(brought);
    if (login == null) {
      return options.keeps && sessions.open(x.request().headers()) != null
          ? null
          : refuse(x, "state", "there is no login that this answers");
    }
    long age = x.now() / 1000 - login.begun();
    if (!same(state, login.state()) || age < 0 || age > options.loginTime) {
      return refuse(x, "state", "the answer is to another login, or too late");
    }
    if (code == null) {
      return refuse(x, "login", "the issuer has refused the login");
    }
    String iss = x.request().args().first("iss");
    return Question.ask(
        x,
        () -> flow.end(login, code, iss),
        ended ->
            switch (ended) {
              case Failed failed -> refuse(x, "login", failed.reason());
              case LoggedIn(Session session) -> loggedIn(x, login, session, judge);
            });
  }

  private Step loggedIn(Exchange x, Login login, Session session, Judge judge) {
    List<String> cookies =
        options.keeps ? sessions.sealed(session.content(), isSecure(x)) : List.of();
    if (cookies == null) {
      return refuse(x, "session", "the tokens are too long for cookies");
    }
    Answer answer =
        switch (options.action) {
          case "redirect" -> moved(options.home == null ? here(x) + login.target() : options.home);
          case "response" -> told(session);
          default -> null;
        };
    List<String> forget = logins.cleared(x.request().headers(), isSecure(x));
    if (answer != null) {
      return new Step.Stop(with(with(answer, cookies), forget));
    }
    send(x, cookies);
    send(x, forget);
    int query = login.target().indexOf('?');
    x.upstream().query(query < 0 ? null : login.target().substring(query + 1));
    return enter(x, session, judge);
  }

  private Answer told(Session session) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    if (options.tokens.contains("id_token") && session.idToken() != null) {
      tokens.put("id_token", session.idToken());
    }
    if (options.tokens.contains("access_token") || options.tokens.contains("tokens")) {
      tokens.put("access_token", session.access());
    }
    if (options.tokens.contains("refresh_token") && session.refresh() != null) {
      tokens.put("refresh_token", session.refresh());
    }
    return Answer.text(200, "application/json", MAPPER.writeValueAsString(tokens))
        .with(CACHE_CONTROL, "no-store");
  }

  /// Sends a browser to the issuer's login; null if this is no browser that could be sent.
  @Nullable Step login(Exchange x) {
    return login(x, null);
  }

  /// @param demand what the login has to show; null for nothing
  private @Nullable Step login(Exchange x, @Nullable Demand demand) {
    String accepts = x.request().headers().joined(ACCEPT);
    boolean page = accepts != null && accepts.toLowerCase(Locale.ROOT).contains("text/html");
    if (!options.logsIn || !page || !x.request().method().equals("GET")) {
      return null;
    }
    String redirect =
        options.redirect == null ? here(x) + onePath(x.request().rawPath()) : options.redirect;
    return Question.ask(
        x,
        () -> flow.begin(target(x), redirect, demand),
        begun -> {
          List<String> cookies = logins.sealed(begun.login().content(), isSecure(x));
          List<String> stale = sessions.cleared(x.request().headers(), isSecure(x));
          return cookies == null
              ? refuse(x, "login", "the address is too long to come back to")
              : new Step.Stop(with(with(moved(begun.address().toString()), stale), cookies));
        });
  }

  private Step logout(Exchange x, Session session) {
    List<String> forget = sessions.cleared(x.request().headers(), isSecure(x));
    String afterwards = options.logout.afterwards;
    return Question.ask(
        x,
        () -> {
          URI place = flow.logout(session, options.logout.revokes, afterwards);
          return place == null ? afterwards == null ? "" : afterwards : place.toString();
        },
        place -> new Step.Stop(with(place.isEmpty() ? Answer.empty(200) : moved(place), forget)));
  }

  /// Where the browser is, as an address: never another site's (open redirect).
  private static String here(Exchange x) {
    String scheme = x.request().scheme();
    int port = x.request().port();
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + x.request().host() + (usual ? "" : ":" + port);
  }

  private static String target(Exchange x) {
    String query = x.request().query();
    return onePath(x.request().rawPath()) + (query == null ? "" : "?" + query);
  }

  /// Two slashes would begin another host.
  private static String onePath(String path) {
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    return "/" + path.substring(start);
  }

  private static boolean isSecure(Exchange x) {
    return x.request().scheme().equals("https");
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer moved(String location) {
    return Answer.empty(302).with(LOCATION, location).with(CACHE_CONTROL, "no-store");
  }

  private static Answer with(Answer answer, List<String> cookies) {
    Answer all = answer;
    for (String cookie : cookies) {
      all = all.with(SET_COOKIE, cookie);
    }
    return all;
  }

  /// Keeps cookies for the answer of the service; none if there was too much for them.
  private static void send(Exchange x, @Nullable List<String> cookies) {
    if (cookies == null || cookies.isEmpty()) {
      return;
    }
    Pending before = x.get(PENDING);
    List<String> all = new java.util.ArrayList<>(before == null ? List.of() : before.cookies);
    all.addAll(cookies);
    x.put(PENDING, new Pending(all));
  }

  /// Adds what was kept for the answer.
  static void addCookies(Exchange x) {
    Pending pending = x.get(PENDING);
    if (pending != null) {
      Headers headers = x.response().headers();
      pending.cookies.forEach(cookie -> headers.add(SET_COOKIE, cookie));
    }
  }

  private Step refuse(Exchange x, String rule, String reason) {
    Answer answer =
        with(refusals.invalid(reason), logins.cleared(x.request().headers(), isSecure(x)));
    return gate.refuse(x, answer, rule, reason);
  }
}
