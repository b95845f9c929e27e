package gatehouse.plugin.access;

import gatehouse.model.Consumer;
import gatehouse.plugin.access.Authz.ObjectMatch;
import gatehouse.plugin.access.Authz.Rule;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One rule of the `authz` plugin, compiled.
final class AuthzRule {
  private static final List<String> SCOPE = List.of("scope");
  private static final List<String> SCP = List.of("scp");

  private final String name;
  private final boolean denies;
  private final Set<String> roles;
  private final boolean anyone;
  private final boolean strangers;
  private final Set<String> methods;
  private final List<PathPattern> paths;
  private final List<String> scopes;
  private final List<ObjectMatch> matches;

  /// Who asks: what is the same for all rules.
  record Caller(boolean authenticated, Set<String> roles) {}

  AuthzRule(Rule rule, int number, boolean ignoresCase) {
    name = rule.name() == null ? "rule-" + number : rule.name();
    denies = rule.effect().equals("deny");
    roles = Set.copyOf(rule.roles());
    anyone = roles.contains("*");
    strangers = roles.contains("anonymous");
    methods = Set.copyOf(rule.methods());
    paths = rule.paths().stream().map(p -> PathPattern.of(p, ignoresCase)).toList();
    scopes = List.copyOf(rule.scopes());
    matches = List.copyOf(rule.match());
  }

  String name() {
    return name;
  }

  boolean denies() {
    return denies;
  }

  boolean applies(Exchange x, String method, Caller caller) {
    return isFor(caller) && covers(method) && hasScopes(x) && fits(x);
  }

  /// A token may name any role, those of the two words too; they mean nothing then.
  private boolean isFor(Caller caller) {
    if (caller.authenticated ? anyone : strangers) {
      return true;
    }
    for (String role : caller.roles) {
      if (roles.contains(role) && !role.equals("*") && !role.equals("anonymous")) {
        return true;
      }
    }
    return false;
  }

  private boolean covers(String method) {
    return methods.isEmpty()
        || methods.contains(method)
        || method.equals("HEAD") && methods.contains("GET");
  }

  private boolean hasScopes(Exchange x) {
    if (scopes.isEmpty()) {
      return true;
    }
    VerifiedClaims claims = VerifiedClaims.of(x);
    if (claims == null) {
      return false;
    }
    List<String> one = claims.words(SCOPE);
    List<String> other = claims.words(SCP);
    return scopes.stream().allMatch(s -> one.contains(s) || other.contains(s));
  }

  private boolean fits(Exchange x) {
    if (paths.isEmpty()) {
      return matches.isEmpty();
    }
    for (PathPattern pattern : paths) {
      Map<String, String> captured = pattern.match(x.request().path());
      if (captured != null && hold(x, captured)) {
        return true;
      }
    }
    return false;
  }

  private boolean hold(Exchange x, Map<String, String> captured) {
    for (ObjectMatch match : matches) {
      String left = captured.get(match.capture());
      if (left == null || !left.equals(right(x, match.equals()))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String right(Exchange x, String operand) {
    if (operand.startsWith("claim.")) {
      VerifiedClaims claims = VerifiedClaims.of(x);
      Object value =
          claims == null ? null : claims.at(List.of(operand.substring(6).split("\\.", -1)));
      return value instanceof String || value instanceof Number ? value.toString() : null;
    }
    if (operand.startsWith("consumer.")) {
      Consumer consumer = x.identity() == null ? null : x.identity().consumer();
      return consumer == null
          ? null
          : switch (operand) {
            case "consumer.username" -> consumer.username();
            case "consumer.custom_id" -> consumer.customId();
            default -> consumer.id();
          };
    }
    if (operand.startsWith("header.")) {
      List<String> values = x.request().headers().all(HeaderName.of(operand.substring(7)));
      return values.size() == 1 ? values.getFirst() : null;
    }
    return operand.substring(1, operand.length() - 1);
  }

  /// Whether a text can stand on the right side of a match.
  static boolean isOperand(String text) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    boolean quoted = first == '\'' || first == '"';
    return quoted && text.length() > 2 && text.charAt(text.length() - 1) == first
        || text.startsWith("claim.") && text.length() > 6
        || text.equals("consumer.username")
        || text.equals("consumer.custom_id")
        || text.equals("consumer.id")
        || text.startsWith("header.") && HeaderName.isToken(text.substring(7));
  }
}
