package gatehouse.plugin.auth;

import gatehouse.plugin.auth.ldap.Directory;
import gatehouse.plugin.auth.ldap.Directory.Security;
import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Authenticates callers by a username and a password that an LDAP directory knows.
@Policy(
    name = "ldap-auth",
    priority = 1200,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates callers by a username and a password that an LDAP directory knows.")
public final class LdapAuth extends Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(LdapAuth.class);
  private static final int MOST_PROOFS = 100_000;
  private static final Answer UNREACHABLE = Answer.error(500, "An unexpected error occurred");

  private final Directory directory;
  private final ProvenSecrets proven;
  private final String place;
  private final String scheme;
  private final boolean hides;
  private final Answer unauthorized;

  /// What an instance is told.
  public record Config(
      @Match(Match.Form.HOST) @Doc("Name or address of the directory.") String ldapHost,
      @Default("389") @Range(min = 0, max = 65535) @Doc("Its port; 636 is usual for `ldaps`.")
          int ldapPort,
      @Default("false") @Doc("Whether TLS is spoken from the first byte on.") boolean ldaps,
      @Default("false") @Doc("Whether TLS is begun on a plain connection, before any password.")
          boolean startTls,
      @Default("false")
          @Doc("Whether the directory's certificate and name are verified; wise with TLS.")
          boolean verifyLdapHost,
      @Doc("Distinguished name that the users are right below.") String baseDn,
      @Length(min = 1) @Doc("Attribute that names a user, `uid` or `cn` for example.")
          String attribute,
      @Default("60")
          @Range(min = 0)
          @Doc("Seconds for which a password that was right need not be asked for again.")
          double cacheTtl,
      @Default("false") @Doc("Whether the credential is removed before the request goes on.")
          boolean hideCredentials,
      @Default("10000")
          @Range(min = 1, max = 600000)
          @Doc("Milliseconds that connecting, and each answer of the directory, may take.")
          int timeout,
      @Default("60000")
          @Range(min = 0, max = 3600000)
          @Doc("Milliseconds for which an idle connection to the directory is kept.")
          int keepalive,
      @Nullable
          @Doc(
              "Id or username of a consumer that stands in for callers without a good password;"
                  + " they are refused if it is not set.")
          String anonymous,
      @Default("ldap")
          @Length(min = 1)
          @Doc("Scheme of the credential: `Authorization: ldap BASE64(user:password)`.")
          String headerType,
      @Nullable @Doc("Realm named in `WWW-Authenticate`.") String realm)
      implements Checked {
    @Override
    public void check(Check check) {
      if (ldaps && startTls) {
        check.fault("", "ldaps and StartTLS cannot be enabled simultaneously.");
      }
      if (!ldaps && !startTls) {
        check.warn(
            "ldap_host", "passwords go to the directory unencrypted: set ldaps or start_tls");
      } else if (!verifyLdapHost) {
        check.warn("verify_ldap_host", "anybody in between can pose as the directory");
      }
    }
  }

  /// Builds an instance.
  public LdapAuth(Config config, Workshop workshop) {
    super("ldap-auth", config.anonymous(), true, workshop);
    directory =
        new Directory(
            new Directory.Place(
                config.ldapHost(),
                config.ldapPort(),
                security(config),
                config.verifyLdapHost(),
                config.baseDn(),
                config.attribute(),
                Duration.ofMillis(config.timeout()),
                Duration.ofMillis(config.keepalive())),
            workshop.clock());
    Duration life = Duration.ofMillis((long) (config.cacheTtl() * 1000));
    proven =
        workshop.carried(
            "ldap-auth.proven." + life,
            ProvenSecrets.class,
            () -> new ProvenSecrets(life, MOST_PROOFS, workshop.clock()));
    place =
        String.join(
            "\n",
            config.ldapHost(),
            String.valueOf(config.ldapPort()),
            security(config).name(),
            config.baseDn(),
            config.attribute());
    scheme = config.headerType();
    hides = config.hideCredentials();
    boolean usual = scheme.equals("ldap");
    unauthorized =
        unauthorized(
            Challenge.of(usual ? scheme.toUpperCase(Locale.ROOT) : scheme, config.realm()));
  }

  private static Security security(Config config) {
    return config.ldaps() ? Security.LDAPS : config.startTls() ? Security.START_TLS : Security.NONE;
  }

  @Override
  Step authenticate(Exchange x) {
    if (AuthorizationField.isAmbiguous(x)) {
      return refuse(x, unauthorized, "duplicate", "the credential is there more than once");
    }
    List<UserPassword> given = new ArrayList<>(2);
    for (AuthorizationField field : AuthorizationField.IN_ORDER) {
      UserPassword one = UserPassword.read(field.read(x), scheme);
      if (one != null && !one.password().isEmpty()) {
        given.add(one);
      }
      if (hides) {
        field.hide(x);
      }
    }
    if (given.isEmpty()) {
      return refuse(
          x, unauthorized, "missing", "no username and password where they are looked for");
    }
    for (UserPassword one : given) {
      if (proven.knows(place, one.user(), one.password())) {
        return accept(x, one);
      }
    }
    return x.offload(() -> ask(given), found -> judge(x, found));
  }

  /// What the directory said.
  private sealed interface Finding {
    record Known(UserPassword who) implements Finding {}

    record Unknown() implements Finding {}

    record NoAnswer(IOException why) implements Finding {}
  }

  private Finding ask(List<UserPassword> given) {
    try {
      for (UserPassword one : given) {
        if (directory.knows(one.user(), one.password())) {
          proven.learn(place, one.user(), one.password());
          return new Finding.Known(one);
        }
      }
      return new Finding.Unknown();
    } catch (IOException e) {
      return new Finding.NoAnswer(e);
    }
  }

  private Step judge(Exchange x, Finding finding) {
    return switch (finding) {
      case Finding.Known(UserPassword who) -> accept(x, who);
      case Finding.Unknown _ ->
          refuse(x, unauthorized, "password", "the directory does not know this name and password");
      case Finding.NoAnswer(IOException why) -> {
        LOG.error("{} ldap-auth: {}", x.id(), why.getMessage());
        yield x.deny(UNREACHABLE, "unreachable", "the directory gives no answer");
      }
    };
  }

  private Step accept(Exchange x, UserPassword who) {
    return accept(x, null, new ProvenCredential(who.user(), who.user()));
  }

  @Override
  public void close() {
    directory.close();
  }
}
