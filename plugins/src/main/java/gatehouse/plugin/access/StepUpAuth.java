package gatehouse.plugin.access;

import gatehouse.model.Consumer;
import gatehouse.model.PluginEntity;
import gatehouse.plugin.auth.Challenge;
import gatehouse.plugin.auth.Cookies;
import gatehouse.plugin.auth.Reauthentication;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Secret;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Demands a stronger or fresher authentication than the caller has shown (RFC 9470), or a code of
/// an authenticator app that Gatehouse checks itself.
@Policy(
    name = "step-up-auth",
    priority = 945,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    summary = "Demands a stronger or fresher authentication, or a second factor.")
public final class StepUpAuth implements OnRequest, OnResponse {
  private static final HeaderName WWW_AUTHENTICATE = HeaderName.of("WWW-Authenticate");
  private static final HeaderName SET_COOKIE = HeaderName.of("Set-Cookie");
  private static final HeaderName RETRY_AFTER = HeaderName.of("Retry-After");
  private static final String ERROR = "insufficient_user_authentication";
  private static final String LEVEL = "A different authentication level is required";
  private static final String FRESH = "More recent authentication is required";
  private static final String WRONG = "the code is wrong or was used before";
  static final Attribute<String> COOKIE = new Attribute<>(String.class, "step-up cookie");

  private final Config config;
  private final List<PathPattern> paths;
  private final List<PathPattern> except;
  private final @Nullable SecondFactor factor;
  private final @Nullable SelfEnrolment enrolment;

  /// What an instance is told.
  public record Config(
      @Nullable
          @Length(min = 1)
          @Doc("Values of `acr` of which the token must have one, most wanted first.")
          List<String> acrValues,
      @Nullable
          @Doc("Values of `acr` from weak to strong: what is stronger than a wanted one, will do.")
          List<String> acrOrder,
      @Default("[acr]") @Length(min = 1) @Doc("Where `acr` is in the token.") List<String> acrClaim,
      @Default("[amr]") @Length(min = 1) @Doc("Where `amr` is in the token.") List<String> amrClaim,
      @Default("[auth_time]") @Length(min = 1) @Doc("Where `auth_time` is in the token.")
          List<String> authTimeClaim,
      @Nullable
          @Length(min = 1)
          @Doc("Methods of `amr` of which one will do as well as an `acr` value.")
          List<String> amrValues,
      @Nullable @Range(min = 0) @Doc("Seconds since the caller has actively authenticated.")
          Integer maxAge,
      @Default("0") @Range(min = 0) @Doc("Seconds by which clocks may differ.") int leeway,
      @Default("[]") @Match(Match.Form.METHOD) @Doc("Methods it is for; all if empty.")
          List<String> methods,
      @Default("[]") @Doc("Path patterns it is for, as those of `authz`; all if empty.")
          List<String> paths,
      @Default("[]") @Doc("Path patterns it is not for, whatever `paths` says.")
          List<String> except,
      @Default("false")
          @Doc(
              "Whether a browser with a session of `openid-connect` is sent to log in again, with"
                  + " `acr_values` and `max_age`, in place of the 401.")
          boolean redirect,
      @Nullable @Doc("Realm named in the challenge.") String realm,
      @Nullable @Doc("Scope named in the challenge.") String scope,
      @Default("Stronger authentication is required") @Doc("Message of the refusal.")
          String message,
      @Default("false") @Doc("Whether preflights of browsers are judged, too.")
          boolean runOnPreflight,
      @Nullable
          @Doc(
              "The built-in second factor: a code of an authenticator app, which satisfies the"
                  + " plugin whatever the token says. Its secrets are `totp_credentials` of the"
                  + " consumers.")
          TotpConfig totp)
      implements Checked, NamesCredentials {
    @Override
    public List<String> credentialNames() {
      if (totp == null) {
        return List.of();
      }
      String header = totp.header().lower();
      return totp.enrollPath == null ? List.of(header) : List.of(header, "code", "otpauth_uri");
    }

    @Override
    public void check(Check check) {
      if (totp == null && acrValues == null && amrValues == null && maxAge == null) {
        check.atLeastOneOf("acr_values", "amr_values", "max_age", "totp");
      }
      patterns(check, "paths", paths);
      patterns(check, "except", except);
      if (redirect && acrValues == null && maxAge == null) {
        check.fault("redirect", "needs acr_values or max_age to ask the login for");
      }
      if (totp != null) {
        totp.check(check);
      }
      if (acrOrder != null && acrValues != null && !acrOrder.containsAll(acrValues)) {
        check.fault("acr_order", "lacks one of acr_values");
      }
    }

    private static void patterns(Check check, String field, List<String> patterns) {
      for (String pattern : patterns) {
        String complaint = PathPattern.complaint(pattern);
        if (complaint != null) {
          check.fault(field, complaint);
        }
      }
    }
  }

  /// The second factor.
  public record TotpConfig(
      @Default("Gatehouse")
          @Length(min = 1)
          @Doc("What apps call whose account it is, when consumers enrol themselves.")
          String issuer,
      @Default("6") @Range(min = 6, max = 8) @Doc("Digits of a code.") int digits,
      @Default("30") @Range(min = 15, max = 300) @Doc("Seconds for which a code is shown.")
          int period,
      @Default("1")
          @Range(min = 0, max = WIDEST)
          @Doc("Codes before and after that are taken, too.")
          int window,
      @Default("X-OTP") @Doc("The header with the code.") HeaderName header,
      @Default("43200")
          @Range(min = 0)
          @Doc("Seconds for which a signed cookie spares the next code; 0 asks each time.")
          int cookieTtl,
      @Default("5") @Range(min = 1) @Doc("Wrong codes of a consumer before it is locked out.")
          int maxAttempts,
      @Default("300") @Range(min = 1) @Doc("Seconds without any try until it may try again.")
          int lockout,
      @Nullable
          @Match(Match.Form.ROUTE_PATH)
          @Doc(
              "Where consumers enrol themselves: a path of a route of this plugin, which answers"
                  + " there in place of the service. Needs `enroll_store`.")
          String enrollPath,
      @Nullable
          @Match(Match.Form.FILE_PATH)
          @Doc(
              "The file that keeps what consumers have enrolled, of this process alone; it has to"
                  + " be there, if only empty. Needs `secret`.")
          String enrollStore,
      @Nullable
          @Referenceable
          @Length(min = 32)
          @Doc(
              "Signs the cookies, and seals what is in `enroll_store`; made at start if absent, so"
                  + " that cookies end with the process.")
          Secret secret) {
    static final int WIDEST = 5;

    private void check(Check check) {
      if (enrollPath != null && enrollStore == null) {
        check.fault(
            "totp.enroll_store",
            "enroll_path needs it: without a database, a file keeps what consumers enrol");
      }
      if (enrollPath != null && enrollPath.chars().anyMatch(c -> "~%?#;".indexOf(c) >= 0)) {
        check.fault("totp.enroll_path", "expected a path without any of: ~ % ? # ;");
      }
      if (enrollStore != null && secret == null) {
        check.fault("totp.secret", "enroll_store needs it, to encrypt what consumers enrol");
      }
      if (issuer.contains(":")) {
        check.fault("totp.issuer", "apps allow no colon in it");
      }
    }

    /// Whether another instance would keep other things in the same file, or read them otherwise.
    private boolean isAtOddsWith(TotpConfig other) {
      return enrollStore != null
          && other.enrollStore != null
          && whole(enrollStore).equals(whole(other.enrollStore))
          && !(Objects.equals(secret, other.secret)
              && digits == other.digits
              && period == other.period);
    }

    private static Path whole(String path) {
      return Path.of(path).toAbsolutePath().normalize();
    }
  }

  /// Builds an instance.
  public StepUpAuth(Config config, Workshop workshop) {
    this.config = config;
    paths = config.paths().stream().map(p -> PathPattern.of(p, false)).toList();
    except = config.except().stream().map(p -> PathPattern.of(p, false)).toList();
    TotpConfig totp = config.totp();
    if (totp != null) {
      agree(totp, workshop);
    }
    factor = totp == null ? null : new SecondFactor(totp, workshop);
    enrolment = factor == null ? null : factor.enrolment(workshop);
  }

  private static void agree(TotpConfig totp, Workshop workshop) {
    for (PluginEntity plugin : workshop.entities().all(PluginEntity.class)) {
      boolean isOwn = plugin.id().equals(workshop.self().id());
      if (isOwn && !plugin.enforce() && totp.enrollPath != null) {
        throw new IllegalArgumentException(
            "step-up-auth at "
                + plugin.origin()
                + " cannot let anybody enrol under enforce: false; give the route of"
                + " totp.enroll_path an instance of its own");
      }
      if (plugin.config() instanceof Config other
          && other.totp() != null
          && totp.isAtOddsWith(other.totp())) {
        throw new IllegalArgumentException(
            "step-up-auth at "
                + plugin.origin()
                + " has the same totp.enroll_store, and needs the same secret, digits and period");
      }
    }
  }

  @Override
  public BodyNeed requestBody() {
    return enrolment == null ? BodyNeed.NONE : SelfEnrolment.BODY;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    return enrolment != null && enrolment.readsBody(x) ? SelfEnrolment.BODY : BodyNeed.NONE;
  }

  @Override
  public Step onRequest(Exchange x) {
    boolean enrols = enrolment != null && enrolment.isMeant(x);
    if (!enrols && !isMeant(x)) {
      hideCode(x);
      return Step.NEXT;
    }
    Identity identity = x.identity();
    if (identity == null || !identity.authenticated()) {
      return x.deny(
          Answer.error(401, "Unauthorized").with(WWW_AUTHENTICATE, challenge(null, true, true)),
          "credential",
          "the caller has no credential");
    }
    if (enrolment != null && enrols) {
      return enrol(x, enrolment, identity.consumer());
    }
    VerifiedClaims claims = VerifiedClaims.of(x);
    boolean asks =
        config.acrValues() != null || config.amrValues() != null || config.maxAge() != null;
    boolean strong = isStrong(claims);
    boolean fresh = isFresh(claims, x.now() / 1000);
    if (asks && strong && fresh) {
      hideCode(x);
      return Step.NEXT;
    }
    Consumer consumer = identity.consumer();
    return factor == null || consumer == null
        ? refuse(x, strong, fresh)
        : bySecondFactor(x, factor, consumer, strong, fresh);
  }

  private boolean isMeant(Exchange x) {
    String method = x.request().method();
    boolean covered = config.methods().isEmpty() || config.methods().contains(method);
    return covered
        && (config.runOnPreflight() || !Preflight.is(x))
        && (paths.isEmpty() || anyMatches(paths, x))
        && !anyMatches(except, x);
  }

  private static boolean anyMatches(List<PathPattern> patterns, Exchange x) {
    return patterns.stream().anyMatch(p -> p.match(x.request().path()) != null);
  }

  private boolean isStrong(@Nullable VerifiedClaims claims) {
    if (config.acrValues() == null && config.amrValues() == null) {
      return true;
    }
    return claims != null && (hasLevel(claims) || hasMethod(claims));
  }

  private boolean hasLevel(VerifiedClaims claims) {
    String acr = claims.text(config.acrClaim());
    if (config.acrValues() == null || acr == null) {
      return false;
    }
    if (config.acrValues().contains(acr)) {
      return true;
    }
    List<String> order = config.acrOrder() == null ? List.of() : config.acrOrder();
    int own = order.indexOf(acr);
    return own >= 0 && config.acrValues().stream().anyMatch(v -> order.indexOf(v) <= own);
  }

  private boolean hasMethod(VerifiedClaims claims) {
    return config.amrValues() != null
        && claims.words(config.amrClaim()).stream().anyMatch(config.amrValues()::contains);
  }

  private boolean isFresh(@Nullable VerifiedClaims claims, long now) {
    if (config.maxAge() == null) {
      return true;
    }
    if (claims == null || !(claims.at(config.authTimeClaim()) instanceof Number time)) {
      return false;
    }
    double age = now - time.doubleValue();
    return age <= (double) config.maxAge() + config.leeway() && age >= -config.leeway();
  }

  private Step bySecondFactor(
      Exchange x, SecondFactor second, Consumer consumer, boolean strong, boolean fresh) {
    SecondFactor.Outcome outcome = second.judge(x, consumer);
    hideCode(x);
    return switch (outcome) {
      case PROVEN_BEFORE -> Step.NEXT;
      case PROVEN_NOW -> {
        String cookie = second.cookie(x, consumer);
        if (cookie != null) {
          x.put(COOKIE, cookie);
        }
        yield Step.NEXT;
      }
      case LOCKED -> locked(x, second);
      case WRONG -> refuse(x, "code", WRONG, strong, fresh);
      case MISSING -> refuse(x, strong, fresh);
    };
  }

  private static Step locked(Exchange x, SecondFactor second) {
    return x.deny(
        Answer.error(429, "Too many wrong codes")
            .with(RETRY_AFTER, Integer.toString(second.lockout())),
        "locked",
        "too many wrong codes");
  }

  private Step enrol(Exchange x, SelfEnrolment enrolment, @Nullable Consumer consumer) {
    if (consumer == null) {
      return x.deny(
          Answer.error(403, "Only consumers can enrol"), "consumer", "the caller is no consumer");
    }
    return enrolment.answer(
        x,
        consumer,
        (second, outcome) ->
            switch (outcome) {
              case LOCKED -> locked(x, second);
              case WRONG -> challenge(x, "code", WRONG, "The code is wrong or was used before");
              default -> challenge(x, "code", "a code is needed", config.message());
            });
  }

  private void hideCode(Exchange x) {
    if (config.totp() != null) {
      x.request().headers().remove(config.totp().header());
      Cookies.hide(x.request().headers(), SecondFactor.COOKIE);
    }
  }

  private Step refuse(Exchange x, boolean strong, boolean fresh) {
    String rule = strong && !fresh ? "age" : "level";
    return refuse(x, rule, "the authentication is too weak or too old", strong, fresh);
  }

  private Step refuse(Exchange x, String rule, String reason, boolean strong, boolean fresh) {
    Step login = config.redirect() ? again(x, strong, fresh) : null;
    if (login != null) {
      x.record(Decision.Action.CHALLENGE, rule, reason);
      return login;
    }
    boolean old = strong && !fresh;
    String challenge = challenge(old ? FRESH : LEVEL, !strong, !fresh);
    return challenge(x, rule, reason, config.message(), challenge);
  }

  private Step challenge(Exchange x, String rule, String reason, String message) {
    return challenge(x, rule, reason, message, challenge(LEVEL, false, false));
  }

  private Step challenge(Exchange x, String rule, String reason, String message, String challenge) {
    Answer answer =
        Answer.error(401, message).withMember("error", ERROR).with(WWW_AUTHENTICATE, challenge);
    if (config.totp() != null) {
      answer = answer.withMember("otp_header", config.totp().header().spelling());
    }
    return x.deny(answer, rule, reason);
  }

  /// The way to another login; null if the caller has no browser that could be sent there.
  private @Nullable Step again(Exchange x, boolean strong, boolean fresh) {
    Reauthentication logins = x.get(Reauthentication.KEY);
    List<String> values = strong || config.acrValues() == null ? List.of() : config.acrValues();
    Integer age = fresh ? null : config.maxAge();
    return logins == null || values.isEmpty() && age == null
        ? null
        : logins.begin(x, new Reauthentication.Demand(values, age));
  }

  /// RFC 9470, section 3.
  ///
  /// @param description null for a caller who has shown nothing yet
  private String challenge(@Nullable String description, boolean level, boolean age) {
    StringBuilder text = new StringBuilder("Bearer");
    if (config.realm() != null) {
      add(text, "realm", config.realm());
    }
    if (description != null) {
      add(text, "error", ERROR);
      add(text, "error_description", description);
    }
    if (config.scope() != null) {
      add(text, "scope", config.scope());
    }
    if (level && config.acrValues() != null) {
      add(text, "acr_values", String.join(" ", config.acrValues()));
    }
    if (age && config.maxAge() != null) {
      add(text, "max_age", config.maxAge().toString());
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String value) {
    boolean first = text.indexOf("=") < 0;
    text.append(first ? " " : ", ").append(name).append('=').append(Challenge.quoted(value));
  }

  @Override
  public Step onResponse(Exchange x) {
    String cookie = x.get(COOKIE);
    if (cookie != null) {
      x.response().headers().add(SET_COOKIE, cookie);
    }
    return Step.NEXT;
  }
}
