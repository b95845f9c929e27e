package gatehouse.plugin.auth.token;

import com.nimbusds.jose.jwk.Curve;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// The signature algorithms of RFC 7518 and RFC 8037, without `none`. Each works with keys of one
/// kind only, so that a public key can never be taken for a shared secret.
public enum JwsAlgorithm {
  HS256("HS256", Family.HMAC, "HmacSHA256", 32),
  HS384("HS384", Family.HMAC, "HmacSHA384", 48),
  HS512("HS512", Family.HMAC, "HmacSHA512", 64),
  RS256("RS256", Family.RSA, "SHA256withRSA", 0),
  RS384("RS384", Family.RSA, "SHA384withRSA", 0),
  RS512("RS512", Family.RSA, "SHA512withRSA", 0),
  PS256("PS256", Family.PSS, "SHA-256", 32),
  PS384("PS384", Family.PSS, "SHA-384", 48),
  PS512("PS512", Family.PSS, "SHA-512", 64),
  ES256("ES256", Family.ECDSA, "SHA256withECDSAinP1363Format", 64),
  ES384("ES384", Family.ECDSA, "SHA384withECDSAinP1363Format", 96),
  ES512("ES512", Family.ECDSA, "SHA512withECDSAinP1363Format", 132),
  EDDSA("EdDSA", Family.EDDSA, "EdDSA", 0);

  private static final Map<String, JwsAlgorithm> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(a -> a.text, Function.identity()));

  /// RFC 8725, section 3.5, and a bound on the work that a key set can ask for.
  private static final int LEAST_RSA_BITS = 2048;

  private static final int MOST_RSA_BITS = 8192;

  private final String text;
  private final Family family;
  private final String jdkName;
  private final int size;

  /// @param jdkName of the signature or, with PSS, of its digest
  /// @param size of a signature (HMAC, ECDSA), or of the salt (PSS)
  JwsAlgorithm(String text, Family family, String jdkName, int size) {
    this.text = text;
    this.family = family;
    this.jdkName = jdkName;
    this.size = size;
  }

  private enum Family {
    HMAC,
    RSA,
    PSS,
    ECDSA,
    EDDSA
  }

  /// The algorithm of that exact name; null if there is none.
  public static @Nullable JwsAlgorithm of(String name) {
    return BY_NAME.get(name);
  }

  /// Whether the key is shared with whoever signs.
  public boolean isSymmetric() {
    return family == Family.HMAC;
  }

  /// Whether it works with that key: its kind, its curve and its strength.
  public boolean fits(Key key) {
    return switch (family) {
      case HMAC -> key instanceof SecretKey;
      case RSA, PSS ->
          key instanceof RSAPublicKey rsa
              && rsa.getModulus().bitLength() >= LEAST_RSA_BITS
              && rsa.getModulus().bitLength() <= MOST_RSA_BITS;
      case ECDSA -> key instanceof ECPublicKey ec && curve().equals(curveOf(ec));
      case EDDSA -> key instanceof EdECPublicKey;
    };
  }

  /// The curve of the keys of an ECDSA algorithm.
  Curve curve() {
    return switch (this) {
      case ES256 -> Curve.P_256;
      case ES384 -> Curve.P_384;
      default -> Curve.P_521;
    };
  }

  private static @Nullable Curve curveOf(ECPublicKey key) {
    return Curve.forECParameterSpec(key.getParams());
  }

  /// Whether the signature over the bytes was made with that key, which [#fits]. What cannot even
  /// be a signature is none.
  boolean verifies(Key key, byte[] signed, byte[] signature) {
    try {
      return switch (family) {
        case HMAC -> {
          Mac mac = Mac.getInstance(jdkName);
          mac.init(key);
          yield MessageDigest.isEqual(mac.doFinal(signed), signature);
        }
        case PSS -> {
          Signature verifier = Signature.getInstance("RSASSA-PSS");
          verifier.setParameter(
              new PSSParameterSpec(jdkName, "MGF1", new MGF1ParameterSpec(jdkName), size, 1));
          yield verify(verifier, key, signed, signature);
        }
        case RSA, EDDSA -> verify(Signature.getInstance(jdkName), key, signed, signature);
        case ECDSA ->
            signature.length == size
                && verify(Signature.getInstance(jdkName), key, signed, signature);
      };
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// Signs with the private half of a pair whose public one [#fits].
  byte[] sign(PrivateKey key, byte[] bytes) {
    try {
      Signature signer = Signature.getInstance(family == Family.PSS ? "RSASSA-PSS" : jdkName);
      if (family == Family.PSS) {
        signer.setParameter(
            new PSSParameterSpec(jdkName, "MGF1", new MGF1ParameterSpec(jdkName), size, 1));
      }
      signer.initSign(key);
      signer.update(bytes);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with " + this, e);
    }
  }

  private static boolean verify(Signature verifier, Key key, byte[] signed, byte[] signature)
      throws GeneralSecurityException {
    verifier.initVerify((PublicKey) key);
    verifier.update(signed);
    return verifier.verify(signature);
  }

  @Override
  public String toString() {
    return text;
  }
}
