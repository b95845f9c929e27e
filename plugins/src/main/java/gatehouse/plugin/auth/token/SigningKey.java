package gatehouse.plugin.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import gatehouse.spi.Pem;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/// A private key that tokens are signed with, and what is told of it.
///
/// @param kid its name: the thumbprint of RFC 7638
/// @param jwk its public half, as JSON
public record SigningKey(JwsAlgorithm algorithm, String kid, PrivateKey key, String jwk) {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int RSA_BITS = 2048;

  /// Makes a new one.
  public static SigningKey generate(JwsAlgorithm algorithm) {
    try {
      KeyPairGenerator generator;
      switch (algorithm) {
        case ES256, ES384, ES512 -> {
          generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(algorithm.curve().toECParameterSpec());
        }
        default -> {
          generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(RSA_BITS);
        }
      }
      KeyPair pair = generator.generateKeyPair();
      return of(pair.getPrivate(), pair.getPublic(), algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a key for " + algorithm, e);
    }
  }

  /// Reads one.
  ///
  /// @throws GeneralSecurityException if the text is no private key, or none for that algorithm
  public static SigningKey read(String pem, JwsAlgorithm algorithm)
      throws GeneralSecurityException {
    PrivateKey key = Pem.privateKey(pem);
    PublicKey own =
        switch (key) {
          case RSAPrivateCrtKey rsa ->
              KeyFactory.getInstance("RSA")
                  .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
          case ECPrivateKey elliptic -> publicKey(elliptic, algorithm);
          default -> throw new GeneralSecurityException("neither an RSA nor an EC key");
        };
    if (!algorithm.fits(own)) {
      throw new GeneralSecurityException("no key for " + algorithm);
    }
    return of(key, own, algorithm);
  }

  private static SigningKey of(PrivateKey key, PublicKey own, JwsAlgorithm algorithm)
      throws GeneralSecurityException {
    try {
      JWSAlgorithm name = JWSAlgorithm.parse(algorithm.toString());
      JWK jwk =
          own instanceof ECPublicKey elliptic
              ? new ECKey.Builder(algorithm.curve(), elliptic)
                  .keyUse(KeyUse.SIGNATURE)
                  .algorithm(name)
                  .keyIDFromThumbprint()
                  .build()
              : new RSAKey.Builder((RSAPublicKey) own)
                  .keyUse(KeyUse.SIGNATURE)
                  .algorithm(name)
                  .keyIDFromThumbprint()
                  .build();
      return new SigningKey(algorithm, jwk.getKeyID(), key, jwk.toJSONString());
    } catch (JOSEException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /// The public half of an EC key, which PEM need not hold and the JDK does not compute. A key
  /// agreement with the curve's base point gives its x; of the two y that fit, the right one
  /// verifies what the key signs.
  private static PublicKey publicKey(ECPrivateKey key, JwsAlgorithm algorithm)
      throws GeneralSecurityException {
    ECParameterSpec curve = key.getParams();
    if (!(curve.getCurve().getField() instanceof ECFieldFp field)
        || Curve.forECParameterSpec(curve) == null) {
      throw new GeneralSecurityException("an EC key of another curve");
    }
    KeyFactory factory = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(
        factory.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    BigInteger p = field.getP();
    BigInteger square =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    // All curves of RFC 7518 have p = 3 (mod 4), where this is a root.
    BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    for (BigInteger root : new BigInteger[] {y, p.subtract(y)}) {
      PublicKey own = factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, root), curve));
      byte[] probe = {1};
      if (algorithm.fits(own) && algorithm.verifies(own, probe, algorithm.sign(key, probe))) {
        return own;
      }
    }
    throw new GeneralSecurityException("no key for " + algorithm);
  }

  /// A token with these claims, a JSON object.
  public String sign(byte[] claims) {
    String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}";
    String signed =
        BASE64URL.encodeToString(header.getBytes(StandardCharsets.US_ASCII))
            + "."
            + BASE64URL.encodeToString(claims);
    byte[] signature = algorithm.sign(key, signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + BASE64URL.encodeToString(signature);
  }

  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
