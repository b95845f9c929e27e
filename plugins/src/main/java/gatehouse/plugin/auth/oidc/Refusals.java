package gatehouse.plugin.auth.oidc;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import org.jspecify.annotations.Nullable;

/// The refusals of an instance and their challenges (RFC 6750, section 3; RFC 9449, section 7.1).
///
/// @param realm the issuer's host
/// @param tells whether the kind of error is named
/// @param details whether the reason goes into the body
record Refusals(
    String realm, boolean tells, boolean details, String unauthorized, String forbidden) {
  private static final HeaderName AUTHENTICATE = HeaderName.of("WWW-Authenticate");
  private static final HeaderName DPOP_NONCE = HeaderName.of("DPoP-Nonce");
  private static final String ALGS = "ES256 ES384 ES512 PS256 PS384 PS512 RS256 RS384 RS512 EdDSA";

  /// No credential at all.
  Answer missing() {
    return Answer.error(401, unauthorized).with(AUTHENTICATE, bearer(null));
  }

  /// A credential that is not good.
  Answer invalid(String reason) {
    Answer answer = Answer.error(401, unauthorized).with(AUTHENTICATE, bearer("invalid_token"));
    return details ? answer.withMember("error_description", reason) : answer;
  }

  /// Several credentials at once.
  Answer ambiguous() {
    return Answer.error(400, "Bad request").with(AUTHENTICATE, bearer("invalid_request"));
  }

  /// A good token without a scope that is needed.
  Answer insufficient() {
    return Answer.error(403, forbidden).with(AUTHENTICATE, bearer("insufficient_scope"));
  }

  /// A good token that does not grant this.
  Answer forbidden(String reason) {
    Answer answer = Answer.error(403, forbidden);
    return details ? answer.withMember("error_description", reason) : answer;
  }

  /// A proof of possession that is absent or not good.
  Answer unproven(String error) {
    return Answer.error(401, unauthorized)
        .with(
            AUTHENTICATE,
            "DPoP realm=\"" + realm + "\", error=\"" + error + "\", algs=\"" + ALGS + "\"");
  }

  /// A proof without a nonce, or with an old one; here is a new one.
  Answer wantsNonce(String nonce) {
    return unproven("use_dpop_nonce").with(DPOP_NONCE, nonce);
  }

  private String bearer(@Nullable String error) {
    String challenge = "Bearer realm=\"" + realm + "\"";
    return error == null || !tells ? challenge : challenge + ", error=\"" + error + "\"";
  }
}
