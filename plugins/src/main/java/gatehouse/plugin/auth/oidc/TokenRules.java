package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.auth.token.SignedToken;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When a token holds and what it must grant.
///
/// @param issuers accepted names; empty for the issuer's own
/// @param leeway seconds by which clocks may differ
/// @param maxAge seconds since the user has logged in; null for any
/// @param access whether access tokens must say that they are some, and be complete (RFC 9068)
/// @param forbidden claims that must be absent
/// @param domains accepted values of `hd`; empty for any
record TokenRules(
    Set<String> issuers,
    long leeway,
    @Nullable Long maxAge,
    boolean access,
    @Nullable Requirement scopes,
    @Nullable Requirement audience,
    @Nullable Requirement groups,
    @Nullable Requirement roles,
    List<String> forbidden,
    List<String> domains) {

  /// Types that a token may call itself; anything else was made for another purpose (RFC 8725,
  /// section 3.11).
  private static final Set<String> ACCESS_TYPES = Set.of("at+jwt", "application/at+jwt");

  private static final List<String> ACCESS_CLAIMS =
      List.of("exp", "aud", "sub", "client_id", "iat", "jti");

  /// Why a token does not hold; null if it does.
  ///
  /// @param now milliseconds since the epoch
  @Nullable String failure(VerifiedClaims claims, String issuer, long now) {
    Map<String, @Nullable Object> all = claims.all();
    if (!(all.get("iss") instanceof String iss) || !isAccepted(iss, issuer)) {
      return "the token is of another issuer";
    }
    return times(all, now, true);
  }

  /// As [#failure] for what an issuer was asked about itself: it need not repeat all it knows.
  @Nullable String failureOfAnswer(VerifiedClaims claims, String issuer, long now) {
    Object iss = claims.all().get("iss");
    if (iss != null && !(iss instanceof String name && isAccepted(name, issuer))) {
      return "the token is of another issuer";
    }
    return times(claims.all(), now, false);
  }

  private boolean isAccepted(String iss, String issuer) {
    return issuers.isEmpty() ? iss.equals(issuer) : issuers.contains(iss);
  }

  private @Nullable String times(Map<String, @Nullable Object> all, long now, boolean expires) {
    double seconds = now / 1000.0;
    Object exp = all.get("exp");
    if (exp == null ? expires : !(exp instanceof Number n && n.doubleValue() + leeway > seconds)) {
      return "the token has expired";
    }
    Object nbf = all.get("nbf");
    if (nbf != null && !(nbf instanceof Number n && n.doubleValue() - leeway <= seconds)) {
      return "the token is not valid yet";
    }
    Object iat = all.get("iat");
    if (iat != null && !(iat instanceof Number n && n.doubleValue() - leeway <= seconds)) {
      return "the token was issued in the future";
    }
    if (maxAge != null) {
      Object at = all.get("auth_time");
      boolean fresh =
          at instanceof Number n
              && seconds - n.doubleValue() <= maxAge + leeway
              && n.doubleValue() - leeway <= seconds;
      return fresh ? null : "the user has logged in too long ago";
    }
    return null;
  }

  /// Whether the token was made to be shown here, by what its header says it is.
  boolean isForAccess(SignedToken token) {
    Object typ = token.header().get("typ");
    String type = typ instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
    if (access) {
      return ACCESS_TYPES.contains(type) && token.claims().keySet().containsAll(ACCESS_CLAIMS);
    }
    return typ == null || type.equals("jwt") || ACCESS_TYPES.contains(type);
  }

  /// Whether all scopes are there that are demanded.
  boolean hasScopes(VerifiedClaims claims) {
    return scopes == null || scopes.isMetBy(claims);
  }

  /// Why a token that holds does not grant this; null if it does.
  @Nullable String forbids(VerifiedClaims claims) {
    if (audience != null && !audience.isMetBy(claims)) {
      return "the token is for another audience";
    }
    if (groups != null && !groups.isMetBy(claims)) {
      return "a group is missing";
    }
    if (roles != null && !roles.isMetBy(claims)) {
      return "a role is missing";
    }
    for (String name : forbidden) {
      if (claims.all().containsKey(name)) {
        return "a claim is there that must not be";
      }
    }
    String domain = claims.text(List.of("hd"));
    if (!domains.isEmpty() && (domain == null || !domains.contains(domain))) {
      return "the user is of another domain";
    }
    return null;
  }
}
