package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Answer;
import gatehouse.spi.Client.Tls;
import gatehouse.spi.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether the bearer of a token holds the key that the token is bound to: that of its TLS
/// certificate (RFC 8705, section 3), or one it proves with each request (RFC 9449).
record Possession(Demand mtls, Demand dpop, DpopProofs proofs, Refusals refusals) {
  /// Of whom a proof is demanded.
  enum Demand {
    /// Of nobody; what a token says about its binding is not looked at.
    OFF,
    /// Of those whose token is bound.
    OPTIONAL,
    /// Of everybody: a token that is not bound is refused.
    STRICT
  }

  /// The refusal; null if what is demanded was proven.
  @Nullable Answer refusal(Exchange x, VerifiedClaims claims, Evidence evidence) {
    if (evidence.kind() == Evidence.Kind.GRANT) {
      // Gatehouse itself has fetched the token just now.
      return null;
    }
    Answer refusal = byCertificate(x, claims);
    return refusal == null && evidence.kind() != Evidence.Kind.SESSION
        ? byProof(x, claims, evidence)
        : refusal;
  }

  private @Nullable Answer byCertificate(Exchange x, VerifiedClaims claims) {
    if (mtls == Demand.OFF) {
      return null;
    }
    Object bound = confirmation(claims, "x5t#S256");
    if (bound == null && mtls == Demand.OPTIONAL) {
      return null;
    }
    String shown = thumbprint(x.client().tls());
    boolean holds =
        bound instanceof String expected
            && shown != null
            && MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    return holds ? null : refusals.invalid("the token is bound to another certificate");
  }

  private @Nullable Answer byProof(Exchange x, VerifiedClaims claims, Evidence evidence) {
    if (dpop == Demand.OFF) {
      return null;
    }
    Object bound = confirmation(claims, "jkt");
    if (bound == null && dpop == Demand.OPTIONAL && !evidence.scheme()) {
      return null;
    }
    String token = evidence.accessToken();
    if (!(bound instanceof String thumbprint) || !evidence.scheme() || token == null) {
      return refusals.unproven("invalid_token");
    }
    return switch (proofs.judge(x, token, thumbprint)) {
      case GOOD -> {
        x.request().headers().remove(DpopProofs.DPOP);
        yield null;
      }
      case BAD -> refusals.unproven("invalid_dpop_proof");
      case WANTS_NONCE -> refusals.wantsNonce(proofs.nonce(x.now()));
    };
  }

  private static @Nullable Object confirmation(VerifiedClaims claims, String method) {
    return claims.all().get("cnf") instanceof Map<?, ?> cnf ? cnf.get(method) : null;
  }

  private static @Nullable String thumbprint(@Nullable Tls tls) {
    if (tls == null || tls.peerChain().isEmpty()) {
      return null;
    }
    try {
      byte[] encoded = tls.peerChain().getFirst().getEncoded();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException _) {
      return null;
    }
  }
}
