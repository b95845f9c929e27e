package gatehouse.plugin.access;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Utf8Field;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides by role, method and path who may do what. What no rule allows is refused.
@Policy(
    name = "authz",
    priority = 940,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    summary = "Allows and refuses requests by role, method and path.")
public final class Authz implements OnRequest {
  private static final HeaderName ROLES = HeaderName.of("X-Authenticated-Roles");
  private static final HeaderName WWW_AUTHENTICATE = HeaderName.of("WWW-Authenticate");

  private final CallerRoles callerRoles;
  private final List<AuthzRule> rules = new ArrayList<>();
  private final boolean allowsByDefault;
  private final List<HeaderName> overrides;
  private final boolean runsOnPreflight;
  private final boolean hidesRoles;
  private final Answer stranger =
      Answer.error(401, "Unauthorized").with(WWW_AUTHENTICATE, "Bearer");
  private final Answer refused;

  /// What an instance is told.
  public record Config(
      @Default("[{source: acl_groups}, {source: consumer_groups}]")
          @Length(min = 1)
          @Doc("Where the caller's roles come from: all of them together.")
          List<RolesFrom> rolesFrom,
      @Default("{}") @Doc("Which other roles a role grants; what those grant, too.")
          Map<String, List<String>> roleHierarchy,
      @Length(min = 1) @Doc("The rules. Their order does not matter.") List<Rule> rules,
      @Default("deny")
          @OneOf({"deny", "allow"})
          @Doc("What becomes of a request that no rule fits.")
          String defaultEffect,
      @Default("[X-HTTP-Method-Override, X-HTTP-Method, X-Method-Override]")
          @Doc(
              "Headers by which a client may ask a service to act as for another method. Where one"
                  + " is sent, the method that it names must be allowed as well.")
          List<HeaderName> methodOverrideHeaders,
      @Default("false") @Doc("Whether paths are compared without regard to case.")
          boolean caseInsensitive,
      @Default("false")
          @Doc(
              "Whether preflights of browsers (OPTIONS with `Origin` and"
                  + " `Access-Control-Request-Method`) are decided by the rules; any other OPTIONS"
                  + " always is.")
          boolean runOnPreflight,
      @Default("You are not allowed to perform this operation")
          @Doc("Message of the refusal of a caller who is known.")
          String message,
      @Default("false") @Doc("Whether `X-Authenticated-Roles` is kept from the service.")
          boolean hideRolesHeader)
      implements Checked {
    @Override
    public void check(Check check) {
      String cycle = CallerRoles.cycle(roleHierarchy);
      if (cycle != null) {
        check.fault("role_hierarchy", "role " + cycle + " grants itself");
      }
      if (defaultEffect.equals("allow")) {
        check.warn(
            "default_effect",
            "what no rule names passes: one that denies /admin says nothing of /admin/ or /Admin");
      }
    }
  }

  /// A source of roles.
  public record RolesFrom(
      @OneOf({"acl_groups", "consumer_groups", "authenticated_groups", "claim", "consumer_tags"})
          @Doc(
              "`acl_groups`: the consumer's `acls`; `consumer_groups`: its consumer groups;"
                  + " `consumer_tags`: its tags; `authenticated_groups`: groups that an"
                  + " authentication plugin found; `claim`: a claim of the verified token.")
          String source,
      @Nullable
          @Length(min = 1)
          @Doc(
              "Where the claim is, by the names of the members on the way. Its value is a list of"
                  + " texts, or one text split at its blanks.")
          List<String> path,
      @Default("") @Length(min = 0) @Doc("Put before each role found, to keep sources apart.")
          String prefix)
      implements Checked {
    @Override
    public void check(Check check) {
      if (source.equals("claim") && path == null) {
        check.required("path", "source");
      }
    }
  }

  /// A rule.
  public record Rule(
      @Nullable @Doc("Name in logs; `rule-N` by default.") String name,
      @Default("allow") @OneOf({"allow", "deny"}) @Doc("A deny rule wins over all others.")
          String effect,
      @Length(min = 1)
          @Doc(
              "Any of these roles; `*` is every caller with a credential, `anonymous` every one"
                  + " without.")
          List<String> roles,
      @Default("[]") @Match(Match.Form.METHOD) @Doc("All methods if empty; GET covers HEAD.")
          List<String> methods,
      @Default("[]") @Doc("All paths if empty.") List<String> paths,
      @Default("[]") @Doc("Scopes that the verified token must all have.") List<String> scopes,
      @Default("[]") @Doc("What captured parts of the path must be equal to, all of them.")
          List<ObjectMatch> match)
      implements Checked {
    @Override
    public void check(Check check) {
      Set<String> captured = new HashSet<>();
      for (String path : paths) {
        String complaint = PathPattern.complaint(path);
        if (complaint != null) {
          check.fault("paths", complaint);
        } else {
          captured.addAll(PathPattern.of(path, false).captureNames());
        }
      }
      for (ObjectMatch one : match) {
        if (!captured.contains(one.capture)) {
          check.fault("match", "no path captures '" + one.capture + "'");
        }
      }
    }
  }

  /// A comparison of a part of the path.
  public record ObjectMatch(
      @Doc("Name of the part: `user` for `{user}`.") String capture,
      @Doc(
              "`claim.NAME` (with dots for members), `consumer.username`, `consumer.custom_id`,"
                  + " `consumer.id`, `header.NAME`, or a text in quotes. A value that is absent is"
                  + " equal to nothing.")
          String equals)
      implements Checked {
    @Override
    public void check(Check check) {
      if (!AuthzRule.isOperand(equals)) {
        check.fault("equals", "expected claim.…, consumer.…, header.… or a text in quotes");
      }
    }
  }

  /// Builds an instance.
  public Authz(Config config, Workshop workshop) {
    callerRoles =
        new CallerRoles(
            config.rolesFrom(), config.roleHierarchy(), workshop.consumers(), workshop.entities());
    for (int i = 0; i < config.rules().size(); i++) {
      rules.add(new AuthzRule(config.rules().get(i), i + 1, config.caseInsensitive()));
    }
    allowsByDefault = config.defaultEffect().equals("allow");
    overrides = config.methodOverrideHeaders();
    runsOnPreflight = config.runOnPreflight();
    hidesRoles = config.hideRolesHeader();
    refused = Answer.error(403, config.message());
  }

  @Override
  public Step onRequest(Exchange x) {
    if (!runsOnPreflight && Preflight.is(x)) {
      return Step.NEXT;
    }
    SortedSet<String> roles = callerRoles.of(x);
    Identity identity = x.identity();
    boolean authenticated = identity != null && identity.authenticated();
    AuthzRule.Caller caller = new AuthzRule.Caller(authenticated, roles);
    Step step = decide(x, x.request().method(), caller);
    for (HeaderName header : overrides) {
      for (String method : x.request().headers().all(header)) {
        if (step.equals(Step.NEXT)) {
          step = decide(x, method.strip().toUpperCase(Locale.ROOT), caller);
        }
      }
    }
    if (step.equals(Step.NEXT) && !hidesRoles) {
      tell(x, roles);
    }
    return step;
  }

  private Step decide(Exchange x, String method, AuthzRule.Caller caller) {
    boolean allowed = allowsByDefault;
    for (AuthzRule rule : rules) {
      if (rule.denies() || !allowed) {
        if (!rule.applies(x, method, caller)) {
          continue;
        }
        if (rule.denies()) {
          return refuse(x, caller, rule.name(), "the rule denies " + known(method) + " here");
        }
        allowed = true;
      }
    }
    return allowed
        ? Step.NEXT
        : refuse(x, caller, "default", "no rule allows " + known(method) + " here");
  }

  private Step refuse(Exchange x, AuthzRule.Caller caller, String rule, String reason) {
    return x.deny(caller.authenticated() ? refused : stranger, rule, reason);
  }

  /// A method of a header is the client's text.
  private static String known(String method) {
    return HeaderName.isToken(method) ? method : "this method";
  }

  /// A role with a comma would look like two.
  private static void tell(Exchange x, SortedSet<String> roles) {
    String all = roles.stream().filter(r -> r.indexOf(',') < 0).collect(Collectors.joining(", "));
    if (all.isEmpty()) {
      x.request().headers().remove(ROLES);
    } else {
      x.request().headers().set(ROLES, Utf8Field.encode(all));
    }
  }
}
