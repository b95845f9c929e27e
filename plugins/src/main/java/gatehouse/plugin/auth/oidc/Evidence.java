package gatehouse.plugin.auth.oidc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a caller has proven itself, besides the claims.
///
/// @param scheme whether the token came with the scheme `DPoP`
/// @param document what the issuer has answered about the token; null if it was not asked
record Evidence(
    Kind kind,
    @Nullable String accessToken,
    @Nullable String idToken,
    boolean scheme,
    @Nullable Map<String, @Nullable Object> document) {
  /// Where the claims come from.
  enum Kind {
    BEARER,
    INTROSPECTION,
    USERINFO,
    GRANT,
    SESSION
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Evidence[" + kind + "]";
  }
}
