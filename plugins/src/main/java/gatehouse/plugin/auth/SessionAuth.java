package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.plugin.inspect.Fields;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Secret;
import gatehouse.spi.Step;
import gatehouse.spi.Utf8Field;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers in a cookie whom another plugin has authenticated.
@Policy(
    name = "session",
    priority = 1900,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    summary = "Remembers in a cookie whom another plugin has authenticated.")
public final class SessionAuth implements OnRequest, OnResponse {
  private static final Logger LOG = LoggerFactory.getLogger(SessionAuth.class);
  private static final HeaderName SET_COOKIE = HeaderName.of("Set-Cookie");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName GROUPS = HeaderName.of("X-Authenticated-Groups");
  private static final Answer LOGGED_OUT = Answer.empty(200);
  private static final BodyNeed BODY = BodyNeed.whole(64 << 10, BodyNeed.Overflow.SKIP);
  private static final int SECRET_BYTES = 32;

  private static final long NEVER = 0;

  /// A use is written down at most once in so many seconds.
  private static final long TOUCH = 60;

  private final Attribute<StoredSession> restored = new Attribute<>(StoredSession.class, "session");
  private final Attribute<StoredSession> remembered =
      new Attribute<>(StoredSession.class, "remembered");
  private final Attribute<Boolean> loggedOut = new Attribute<>(Boolean.class, "logged out");
  private final SecureRandom random = new SecureRandom();
  private final Config config;
  private final Consumers consumers;
  private final SessionCookie cookie;
  private final @Nullable SessionCookie remembering;
  private final EndedSessions ended;
  private final Set<String> logoutMethods;
  private final SessionTold told;

  /// What an instance is told.
  public record Config(
      @Nullable
          @Referenceable
          @Length(min = 1)
          @Doc(
              "What the key of the cookies is derived from; a random one of this process if it is"
                  + " not set, so that sessions end with it and no other process knows them.")
          Secret secret,
      @Default("cookie")
          @OneOf({"cookie", "kong"})
          @Doc("Where sessions are kept: in the `cookie` itself. `kong` needs a database.")
          String storage,
      @Default("default")
          @Doc("A session counts only where the audience is the one it was made for.")
          String audience,
      @Default("900") @Range(min = 0) @Doc("Seconds after the last use; 0 for no end.")
          long idlingTimeout,
      @Default("3600")
          @Range(min = 0)
          @Doc("Seconds after which a session must have been renewed; 0 for no end.")
          long rollingTimeout,
      @Default("86400") @Range(min = 0) @Doc("Seconds after the log-in; 0 for no end.")
          long absoluteTimeout,
      @Default("10")
          @Range(min = 0)
          @Doc("Seconds for which the cookie of before a renewal still counts.")
          long staleTtl,
      @Default("session") @Match(Match.Form.HEADER_NAME) @Doc("Name of the cookie.")
          String cookieName,
      @Default("/") @Doc("Path the cookie is for.") String cookiePath,
      @Nullable @Doc("Domain the cookie is for; the host alone if it is not set.")
          String cookieDomain,
      @Default("Strict")
          @OneOf({"Strict", "Lax", "None", "Default"})
          @Doc("`SameSite` of the cookie; `Default` leaves it to the browser.")
          String cookieSameSite,
      @Default("true") @Doc("Whether scripts in a page can't read the cookie.")
          boolean cookieHttpOnly,
      @Default("true") @Doc("Whether the cookie is sent over https only.") boolean cookieSecure,
      @Default("false")
          @Doc("Whether a second cookie lets a session begin anew after the browser was closed.")
          boolean remember,
      @Default("remember") @Match(Match.Form.HEADER_NAME) @Doc("Name of that second cookie.")
          String rememberCookieName,
      @Default("604800") @Range(min = 0) @Doc("Seconds after which it must have been renewed.")
          long rememberRollingTimeout,
      @Default("2592000") @Range(min = 0) @Doc("Seconds it counts after the log-in.")
          long rememberAbsoluteTimeout,
      @OrEmpty
          @Distinct
          @OneOf({
            "id",
            "audience",
            "subject",
            "timeout",
            "idling-timeout",
            "rolling-timeout",
            "absolute-timeout"
          })
          @Doc("What the client is told in fields named `Session-…`.")
          List<String> responseHeaders,
      @OrEmpty
          @Distinct
          @OneOf({
            "id",
            "audience",
            "subject",
            "timeout",
            "idling-timeout",
            "rolling-timeout",
            "absolute-timeout"
          })
          @Doc("What the service is told in fields named `Session-…`.")
          List<String> requestHeaders,
      @Default("false") @Doc("Whether forms are searched for `logout_post_arg`.")
          boolean readBodyForLogout,
      @Default("[\"POST\",\"DELETE\"]")
          @Distinct
          @OneOf({"GET", "POST", "DELETE"})
          @Doc("Methods of requests that can log out.")
          List<String> logoutMethods,
      @Default("session_logout") @Doc("Argument of the query that logs out.") String logoutQueryArg,
      @Default("session_logout") @Doc("Field of a form that logs out.") String logoutPostArg,
      @Default("false") @Doc("Whether `Session-Subject` is the SHA-256 of the subject.")
          boolean hashSubject,
      @Default("false") @Doc("Of no meaning without a database.") boolean storeMetadata)
      implements Checked {
    @Override
    public void check(Check check) {
      if (storage.equals("kong")) {
        check.fault("storage", "`kong` needs a database: use `cookie`");
      }
      if (cookieSameSite.equals("None") && !cookieSecure) {
        check.warn("cookie_secure", "browsers drop a cookie with SameSite=None that is not Secure");
      }
      if (logoutMethods.contains("GET")) {
        check.warn("logout_methods", "with GET any page can log out its readers");
      }
      for (String text : new String[] {cookiePath, cookieDomain == null ? "" : cookieDomain}) {
        if (text.chars().anyMatch(c -> c <= ' ' || c == ';' || c > '~')) {
          check.fault(
              text.equals(cookiePath) ? "cookie_path" : "cookie_domain",
              "may hold neither blanks, semicolons nor control characters");
        }
      }
    }
  }

  /// Builds an instance.
  public SessionAuth(Config config, Workshop workshop) {
    this.config = config;
    consumers = workshop.consumers();
    String secret =
        config.secret() == null
            ? workshop.carried("session.secret", Secret.class, SessionAuth::newSecret).reveal()
            : config.secret().reveal();
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("session: config.secret is empty");
    }
    String attributes = SessionCookie.attributes(config);
    cookie =
        new SessionCookie(
            config.cookieName(),
            new Sealer(secret, "session " + config.audience()),
            attributes,
            new StoredSession.Lives(
                config.idlingTimeout(), config.rollingTimeout(), config.absoluteTimeout()),
            false);
    remembering =
        config.remember()
            ? new SessionCookie(
                config.rememberCookieName(),
                new Sealer(secret, "remember " + config.audience()),
                attributes,
                new StoredSession.Lives(
                    0, config.rememberRollingTimeout(), config.rememberAbsoluteTimeout()),
                true)
            : null;
    ended = workshop.carried("session.ended", EndedSessions.class, EndedSessions::new);
    logoutMethods = Set.copyOf(config.logoutMethods());
    told = new SessionTold(config, cookie.lives(), consumers);
  }

  private static Secret newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return told.requestFields();
  }

  @Override
  public BodyNeed requestBody() {
    return config.readBodyForLogout() ? BODY : BodyNeed.NONE;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    boolean decides =
        config.readBodyForLogout()
            && logoutMethods.contains(x.request().method())
            && cookie.isIn(x.request().headers());
    return decides && Fields.areIn(x.request().headers().get(CONTENT_TYPE)) ? BODY : BodyNeed.NONE;
  }

  @Override
  public Step onRequest(Exchange x) {
    Headers headers = x.request().headers();
    StoredSession session = find(x, headers);
    Headers sent = session == null ? headers : headers.copy();
    // The cookie is as good as a password, and none of the service's business.
    Cookies.hide(headers, cookie.name());
    if (remembering != null) {
      Cookies.hide(headers, remembering.name());
    }
    if (session == null) {
      return Step.NEXT;
    }
    if (isLogout(x)) {
      end(x, session, sent);
      return new Step.Stop(LOGGED_OUT);
    }
    Consumer consumer = consumers.byId(session.consumer());
    if (consumer == null) {
      end(x, session, sent);
      return Step.NEXT;
    }
    x.identify(
        new Identity(
            consumer,
            new Identity.ProvenCredential(session.credential(), session.credential()),
            session.groups(),
            "session"));
    x.put(restored, session);
    if (!session.groups().isEmpty()) {
      headers.set(GROUPS, Utf8Field.encode(String.join(", ", session.groups())));
    }
    told.tellService(session, now(x), headers);
    return Step.NEXT;
  }

  private @Nullable StoredSession find(Exchange x, Headers headers) {
    StoredSession session = cookie.find(headers, now(x), ended);
    if (session != null || remembering == null) {
      return session;
    }
    StoredSession old = remembering.find(headers, now(x), ended);
    if (old == null) {
      return null;
    }
    x.put(remembered, renewed(old, remembering, now(x)));
    // Not written down yet, which the time of its use tells.
    return StoredSession.begin(now(x), old.consumer(), old.credential(), old.groups(), random)
        .used(NEVER);
  }

  /// The session does not count any more, and neither does what would begin it anew.
  private void end(Exchange x, StoredSession session, Headers headers) {
    finish(session, cookie, 0, now(x));
    if (remembering != null) {
      StoredSession other = remembering.find(headers, now(x), ended);
      if (other != null) {
        finish(other, remembering, 0, now(x));
      }
    }
    x.put(loggedOut, true);
  }

  private StoredSession renewed(StoredSession session, SessionCookie which, long now) {
    finish(session, which, now + config.staleTtl(), now);
    return session.renewed(now, random);
  }

  /// The session does not count from a time on, whichever of its cookies somebody brings: the last
  /// one may have been written just now.
  private void finish(StoredSession session, SessionCookie which, long at, long now) {
    long left = session.used(now).left(now, which.lives());
    long until = left > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + left;
    ended.end(session.id(), at, until, now);
  }

  private boolean isLogout(Exchange x) {
    if (!logoutMethods.contains(x.request().method())) {
      return false;
    }
    if (x.request().args().has(config.logoutQueryArg())) {
      return true;
    }
    byte[] body = config.readBodyForLogout() ? x.request().body() : null;
    Fields fields =
        body == null ? null : Fields.read(x.request().headers().get(CONTENT_TYPE), body);
    return fields != null && fields.count(config.logoutPostArg()) > 0;
  }

  @Override
  public Step onResponse(Exchange x) {
    if (x.get(loggedOut) != null) {
      forget(x);
      return Step.NEXT;
    }
    Identity who = x.identity();
    Consumer consumer = who == null ? null : who.consumer();
    Identity.ProvenCredential credential = who == null ? null : who.credential();
    if (who == null || consumer == null || credential == null) {
      return Step.NEXT;
    }
    StoredSession session = x.get(restored);
    boolean isSame =
        session != null
            && session.consumer().equals(consumer.id())
            && session.credential().equals(credential.id());
    if (session != null && isSame) {
      goOn(x, session);
    } else {
      if (session != null) {
        finish(session, cookie, now(x), now(x));
      }
      begin(x, consumer, credential.id(), who.groups());
    }
    return Step.NEXT;
  }

  /// Renews the session in the last quarter of its rolling time, else writes down its use.
  private void goOn(Exchange x, StoredSession session) {
    long now = now(x);
    long left = StoredSession.left(now, session.rolledAt(), config.rollingTimeout());
    long touch = Math.min(TOUCH, Math.max(1, config.idlingTimeout() / 4));
    StoredSession current = session;
    if (session.usedAt() == NEVER) {
      current = session.used(now);
      write(x, cookie, current);
      StoredSession old = x.get(remembered);
      if (remembering != null && old != null) {
        write(x, remembering, old);
      }
    } else if (left < config.rollingTimeout() / 4) {
      current = renewed(session, cookie, now);
      write(x, cookie, current);
    } else if (config.idlingTimeout() > 0 && now - session.usedAt() >= touch) {
      current = session.used(now);
      write(x, cookie, current);
    }
    told.tellClient(current, now, x.response().headers());
  }

  private void begin(Exchange x, Consumer consumer, String credential, List<String> groups) {
    long now = now(x);
    StoredSession session = StoredSession.begin(now, consumer.id(), credential, groups, random);
    write(x, cookie, session);
    if (remembering != null) {
      write(x, remembering, StoredSession.begin(now, consumer.id(), credential, groups, random));
    }
    told.tellClient(session, now, x.response().headers());
  }

  private void write(Exchange x, SessionCookie which, StoredSession session) {
    String value = which.written(session);
    if (value == null) {
      LOG.warn("{} session: too many groups for a cookie, the session is not kept", x.id());
    } else {
      x.response().headers().add(SET_COOKIE, value);
    }
  }

  private void forget(Exchange x) {
    x.response().headers().add(SET_COOKIE, cookie.deleted());
    if (remembering != null) {
      x.response().headers().add(SET_COOKIE, remembering.deleted());
    }
  }

  private static long now(Exchange x) {
    return x.now() / 1000;
  }
}
