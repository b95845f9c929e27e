package gatehouse.plugin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import gatehouse.plugin.inspect.StrictJson;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A public key that an issuer signs with.
///
/// @param kid how tokens name it; null if they cannot
/// @param algorithm the only one it may be used with; null for any that fits it
public record TrustedKey(@Nullable String kid, @Nullable JwsAlgorithm algorithm, PublicKey key) {
  /// More keys than any issuer has: each could be tried for a token without `kid`.
  private static final int MOST_KEYS = 100;

  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] ED448 = HexFormat.of().parseHex("3043300506032b6571033a00");

  /// The signing keys of a JWK set (RFC 7517). Those that are for encryption, secret, too weak, of
  /// an unknown kind or broken are left out; null if the bytes are no key set at all.
  public static @Nullable List<TrustedKey> ofKeySet(byte[] json) {
    Map<String, @Nullable Object> set = StrictJson.object(json);
    if (set == null || !(set.get("keys") instanceof List<?> members)) {
      return null;
    }
    List<TrustedKey> keys = new ArrayList<>();
    for (Object member : members) {
      TrustedKey key = member instanceof Map<?, ?> jwk ? of(jwk) : null;
      if (key != null && keys.size() < MOST_KEYS) {
        keys.add(key);
      }
    }
    return List.copyOf(keys);
  }

  /// The key of one JWK; null if it cannot verify signatures.
  public static @Nullable TrustedKey of(Map<?, ?> members) {
    try {
      JWK jwk = parsed(members);
      boolean signs = jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE);
      Set<KeyOperation> operations = jwk.getKeyOperations();
      if (!signs || operations != null && !operations.contains(KeyOperation.VERIFY)) {
        return null;
      }
      JwsAlgorithm algorithm =
          jwk.getAlgorithm() == null ? null : JwsAlgorithm.of(jwk.getAlgorithm().getName());
      PublicKey key = publicKey(jwk);
      boolean usable =
          key != null
              && (algorithm != null
                  ? algorithm.fits(key)
                  : jwk.getAlgorithm() == null && fitsAny(key));
      return key != null && usable ? new TrustedKey(jwk.getKeyID(), algorithm, key) : null;
    } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException _) {
      // Whatever a library finds wrong with a key of somebody else's, it is just not used.
      return null;
    }
  }

  /// Reads a JWK of somebody else's.
  ///
  /// @throws ParseException if it is none
  public static JWK parsed(Map<?, ?> members) throws ParseException {
    Map<String, Object> copy = new java.util.LinkedHashMap<>();
    members.forEach((name, value) -> {
      if (value != null) {
        copy.put(String.valueOf(name), value);
      }
    });
    return JWK.parse(copy);
  }

  /// The public half of an asymmetric key; null of a secret one.
  public static @Nullable PublicKey publicKey(JWK jwk)
      throws JOSEException, GeneralSecurityException {
    if (jwk instanceof OctetKeyPair pair) {
      byte[] prefix =
          switch (pair.getCurve().getName()) {
            case "Ed25519" -> ED25519;
            case "Ed448" -> ED448;
            default -> null;
          };
      byte[] point = pair.getDecodedX();
      if (prefix == null || point.length != prefix[prefix.length - 2] - 1) {
        return null;
      }
      byte[] encoded = java.util.Arrays.copyOf(prefix, prefix.length + point.length);
      System.arraycopy(point, 0, encoded, prefix.length, point.length);
      return KeyFactory.getInstance("EdDSA").generatePublic(new X509EncodedKeySpec(encoded));
    }
    return jwk instanceof AsymmetricJWK asymmetric ? asymmetric.toPublicKey() : null;
  }

  private static boolean fitsAny(PublicKey key) {
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      if (algorithm.fits(key)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the token may have been signed with it, by its own word. A token that names no key may
  /// have been signed by any.
  boolean mayHaveSigned(SignedToken token) {
    JwsAlgorithm wanted = token.algorithm();
    if (algorithm != null ? algorithm != wanted : !wanted.fits(key)) {
      return false;
    }
    return !token.header().containsKey("kid")
        || kid != null && kid.equals(token.header().get("kid"));
  }
}
