package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.auth.token.JwsAlgorithm;
import gatehouse.plugin.auth.token.KeySets;
import gatehouse.plugin.auth.token.SignedToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges id tokens that came from the token endpoint (OpenID Connect Core 1.0, section 3.1.3.7).
///
/// @param shared the client's secret as a key; null unless HS signatures are enabled
/// @param checksSignature false if the way to the token endpoint is proof enough (section 3.1.3.7,
///   6)
record IdTokens(
    KeySets keys,
    TokenRules rules,
    @Nullable Key shared,
    boolean checksNonce,
    boolean checksSignature) {

  /// Why a token does not hold; null if it does. Blocks.
  ///
  /// @param nonce what the authorization request has sent; null if there was none
  /// @param access the access token that came with it
  @Nullable String failure(
      String token, String issuer, String client, @Nullable String nonce, String access, long now) {
    if (!(SignedToken.read(token) instanceof SignedToken signed)) {
      return "the id token is no signed token";
    }
    if (checksSignature && !isSigned(signed)) {
      return "the id token is not signed by the issuer";
    }
    VerifiedClaims claims = new VerifiedClaims(signed.claims());
    String failure = rules.failure(claims, issuer, now);
    if (failure != null) {
      return failure;
    }
    List<?> audience =
        signed.claims().get("aud") instanceof List<?> many
            ? many
            : Arrays.asList(signed.claims().get("aud"));
    Object party = signed.claims().get("azp");
    boolean authorized = party == null ? audience.size() == 1 : client.equals(party);
    if (!audience.contains(client) || !authorized) {
      return "the id token is for another client";
    }
    if (checksNonce && nonce != null && !nonce.equals(signed.claims().get("nonce"))) {
      return "the id token is of another login";
    }
    Object hash = signed.claims().get("at_hash");
    if (hash != null && !hash.equals(half(signed.algorithm(), access))) {
      return "the id token belongs to another access token";
    }
    return null;
  }

  private boolean isSigned(SignedToken token) {
    if (token.algorithm().isSymmetric()) {
      return shared != null && token.isSignedBy(shared);
    }
    return keys.findNow(token).signer(token) != null;
  }

  /// Section 3.1.3.6: the left half of the digest that the token's own algorithm has.
  private static String half(JwsAlgorithm algorithm, String access) {
    String name = algorithm.toString();
    String digest = name.endsWith("384") ? "SHA-384" : name.endsWith("256") ? "SHA-256" : "SHA-512";
    try {
      byte[] hash =
          MessageDigest.getInstance(digest).digest(access.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
