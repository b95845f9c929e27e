package gatehouse.plugin.auth;

import gatehouse.model.BasicAuthCredential;
import gatehouse.model.Consumer;
import gatehouse.plugin.limit.Redis;
import gatehouse.spi.Answer;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Authenticates consumers by a username and a password.
@Policy(
    name = "basic-auth",
    priority = 1100,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates consumers by a username and a password.")
public final class BasicAuth extends Authenticator {
  private static final Duration PROOF_LIFE = Duration.ofMinutes(1);
  private static final int MOST_PROOFS = 10_000;
  private static final HeaderName RETRY_AFTER = HeaderName.of("Retry-After");

  private final Consumers consumers;
  private final boolean hides;
  private final Answer unauthorized;
  private final ProvenSecrets proven;
  private final @Nullable PasswordHash hardest;
  private final @Nullable FailedLogins failed;

  /// What an instance is told.
  public record Config(
      @Default("false")
          @Doc(
              "Whether `Authorization` and `Proxy-Authorization` are removed, as far as they were"
                  + " looked at, before the request goes to the service.")
          boolean hideCredentials,
      @Nullable
          @Doc(
              "Id or username of a consumer that stands in for callers without a good password;"
                  + " they are refused if it is not set.")
          String anonymous,
      @Default("service") @Doc("Realm named in `WWW-Authenticate`.") String realm,
      @Doc("Whether guessing is slowed down.") BruteForceProtection bruteForceProtection)
      implements Checked {
    @Override
    public void check(Check check) {
      switch (bruteForceProtection.strategy) {
        case "redis" ->
            check.fault(
                "brute_force_protection.strategy", "redis is not available yet; use memory");
        case "cluster" ->
            check.fault("brute_force_protection.strategy", "cluster needs a database; use memory");
        default -> {}
      }
    }
  }

  /// How guessing is slowed down.
  public record BruteForceProtection(
      @Default("off")
          @OneOf({"cluster", "memory", "off", "redis"})
          @Doc(
              "`memory`: failures are counted in this process; `off`: not at all; the others are"
                  + " not available yet.")
          String strategy,
      @Doc("The Redis server, for `strategy: redis`; idle otherwise.") Redis redis) {}

  /// Builds an instance.
  public BasicAuth(Config config, Workshop workshop) {
    super("basic-auth", config.anonymous(), true, workshop);
    consumers = workshop.consumers();
    hides = config.hideCredentials();
    unauthorized = unauthorized(Challenge.of("Basic", config.realm()));
    proven =
        workshop.carried(
            "basic-auth.proven",
            ProvenSecrets.class,
            () -> new ProvenSecrets(PROOF_LIFE, MOST_PROOFS, workshop.clock()));
    BasicAuthCredential slowest = consumers.hardest(BasicAuthCredential.class);
    hardest = slowest == null ? null : PasswordHash.of(slowest.password());
    failed =
        config.bruteForceProtection().strategy().equals("memory")
            ? workshop.carried(
                "basic-auth.failed", FailedLogins.class, () -> new FailedLogins(workshop))
            : null;
  }

  @Override
  Step authenticate(Exchange x) {
    if (AuthorizationField.isAmbiguous(x)) {
      return refuse(x, unauthorized, "duplicate", "the credential is there more than once");
    }
    UserPassword given = null;
    BasicAuthCredential credential = null;
    for (AuthorizationField field : AuthorizationField.IN_ORDER) {
      given = UserPassword.read(field.read(x), "Basic");
      if (hides) {
        field.hide(x);
      }
      credential =
          given == null ? null : consumers.credential(BasicAuthCredential.class, given.user());
      if (credential != null) {
        break;
      }
    }
    if (given == null) {
      return refuse(
          x, unauthorized, "missing", "no username and password where they are looked for");
    }
    String login = failed == null ? "" : FailedLogins.login(x, given.user());
    long wait = failed == null ? 0 : failed.wait(login, x.now());
    return wait > 0 ? tooMany(x, wait) : prove(x, given.password(), credential, login);
  }

  private Step tooMany(Exchange x, long seconds) {
    Answer answer =
        Answer.error(429, "Too many failed logins").with(RETRY_AFTER, Long.toString(seconds));
    return refuse(x, answer, "locked", "too many logins have failed");
  }

  /// Whether the name or the password is wrong should not show in the time: a failure costs the
  /// name's own hash, or the hardest of the configuration where there is none. Hashes of different
  /// cost still differ.
  private Step prove(
      Exchange x, String password, @Nullable BasicAuthCredential credential, String login) {
    PasswordHash own = credential == null ? null : PasswordHash.of(credential.password());
    if (own == null && matches(credential, password)) {
      return judge(x, credential, true, login);
    }
    if (own != null
        && credential != null
        && proven.knows(credential.id(), credential.password().reveal(), password)) {
      return judge(x, credential, true, login);
    }
    PasswordHash tried = own != null ? own : hardest;
    if (tried == null) {
      return judge(x, credential, false, login);
    }
    return x.compute(
        () -> tried.matches(password) && own != null,
        right -> {
          if (right && credential != null) {
            proven.learn(credential.id(), credential.password().reveal(), password);
          }
          return judge(x, credential, right, login);
        });
  }

  private static boolean matches(@Nullable BasicAuthCredential credential, String password) {
    // The work is the same where there is no such name.
    BasicAuthCredential against = credential == null ? BasicAuthCredential.NOBODY : credential;
    return against.matches(password) && credential != null;
  }

  private Step judge(
      Exchange x, @Nullable BasicAuthCredential credential, boolean right, String login) {
    long wait = failed == null ? 0 : failed.judged(login, right && credential != null, x.now());
    if (wait > 0) {
      return tooMany(x, wait);
    }
    if (credential == null) {
      return refuse(x, unauthorized, "unknown", "nobody has that username");
    }
    if (!right) {
      return refuse(x, unauthorized, "password", "the password is not that of the username");
    }
    Consumer consumer = consumers.byId(credential.consumer());
    return consumer == null
        ? refuse(x, unauthorized, "unknown", "the username belongs to no consumer")
        : accept(x, consumer, new ProvenCredential(credential.id(), credential.username()));
  }
}
