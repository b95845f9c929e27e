package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.inspect.openapi.Operation.SecurityNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether what the caller has proven is what an operation asks for.
final class SecurityCheck {
  private static final Set<String> TOKENS =
      Set.of(
          "jwt",
          "openid-connect",
          "oauth2",
          "oauth2-introspection",
          "lambda-authorizer",
          "session");

  private static final Map<String, Set<String>> PLUGINS =
      Map.of(
          "apiKey",
          Set.of("key-auth", "session", "lambda-authorizer"),
          "http basic",
          Set.of("basic-auth", "ldap-auth", "session"),
          "http bearer",
          TOKENS,
          "mutualTLS",
          Set.of("mtls-auth", "header-cert-auth"),
          "oauth2",
          TOKENS,
          "openIdConnect",
          TOKENS);

  /// What came of it.
  enum Verdict {
    COVERED,
    /// Nobody has proven who the caller is, or not in the way that is asked for.
    UNPROVEN,
    /// The caller is known, but lacks a scope.
    LACKS_SCOPE
  }

  private SecurityCheck() {}

  static Verdict of(Exchange x, Operation operation) {
    List<List<SecurityNeed>> alternatives = operation.security();
    if (alternatives.isEmpty()) {
      return Verdict.COVERED;
    }
    Identity identity = x.identity();
    if (identity == null || !identity.authenticated()) {
      return Verdict.UNPROVEN;
    }
    Verdict best = Verdict.UNPROVEN;
    for (List<SecurityNeed> needs : alternatives) {
      if (needs.stream().allMatch(need -> isProven(need, identity.plugin()))) {
        if (scopes(x).containsAll(needs.stream().flatMap(n -> n.scopes().stream()).toList())) {
          return Verdict.COVERED;
        }
        best = Verdict.LACKS_SCOPE;
      }
    }
    return best;
  }

  /// A scheme of HTTP that no plugin is known for is covered by any credential.
  private static boolean isProven(SecurityNeed need, String plugin) {
    String kind = need.type().equals("http") ? "http " + need.detail() : need.type();
    Set<String> plugins = PLUGINS.get(kind);
    return plugins == null || plugins.contains(plugin);
  }

  private static Set<String> scopes(Exchange x) {
    VerifiedClaims claims = VerifiedClaims.of(x);
    if (claims == null) {
      return Set.of();
    }
    Set<String> scopes = new HashSet<>(claims.words(List.of("scope")));
    scopes.addAll(claims.words(List.of("scp")));
    return scopes;
  }
}
