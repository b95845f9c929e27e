package gatehouse.plugin.auth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens for tests, good and bad ones: every part is what the test says, byte for byte.
public final class Forge {
  /// Two RSA keys, one for each curve, and an Edwards one.
  public static final KeyPair RSA = pair("RSA", "2048");

  /// Another key of the same kind.
  public static final KeyPair OTHER_RSA = pair("RSA", "2048");

  /// For ES256.
  public static final KeyPair P256 = pair("EC", "secp256r1");

  /// For ES384.
  public static final KeyPair P384 = pair("EC", "secp384r1");

  /// For ES512.
  public static final KeyPair P521 = pair("EC", "secp521r1");

  /// For EdDSA.
  public static final KeyPair ED25519 = pair("Ed25519", "");

  private Forge() {}

  /// A new pair.
  ///
  /// @param size bits of an RSA key, name of a curve
  public static KeyPair pair(String kind, String size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("RSA")) {
        generator.initialize(Integer.parseInt(size));
      } else if (kind.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(size));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The pair that an algorithm works with.
  public static KeyPair pairFor(String alg) {
    return switch (alg) {
      case "ES256" -> P256;
      case "ES384" -> P384;
      case "ES512" -> P521;
      case "EdDSA" -> ED25519;
      default -> RSA;
    };
  }

  /// A secret as a key.
  public static Key secret(String text) {
    return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HMAC");
  }

  /// A token with the usual header.
  public static String token(String alg, String claims, Key key) {
    return token("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}", claims, alg, key);
  }

  /// A token with a header of the test's own, signed by an algorithm whatever the header says.
  public static String token(String header, String claims, String alg, Key key) {
    String signed = base64(header) + "." + base64(claims);
    return signed + "." + base64(sign(alg, key, signed.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Base64url without padding.
  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Base64url of a text.
  public static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A public key as PEM.
  public static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /// A public key as a JWK with further members, e.g. `"kid":"a"`.
  public static String jwk(PublicKey key, String more) {
    String members =
        switch (key) {
          case RSAPublicKey rsa ->
              "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
                  .formatted(
                      base64(fixed(rsa.getModulus().toByteArray(), 256)),
                      base64(rsa.getPublicExponent().toByteArray()));
          case ECPublicKey ec -> {
            int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
            yield "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
                .formatted(
                    ec.getParams().getCurve().getField().getFieldSize(),
                    base64(fixed(ec.getW().getAffineX().toByteArray(), size)),
                    base64(fixed(ec.getW().getAffineY().toByteArray(), size)));
          }
          default -> {
            byte[] encoded = key.getEncoded();
            yield "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\""
                .formatted(base64(fixed(encoded, 32)));
          }
        };
    return "{" + members + (more.isEmpty() ? "" : "," + more) + "}";
  }

  /// The last bytes of a number, filled up with zeros in front.
  private static byte[] fixed(byte[] number, int size) {
    byte[] fixed = new byte[size];
    for (int i = 1; i <= Math.min(size, number.length); i++) {
      fixed[size - i] = number[number.length - i];
    }
    return fixed;
  }

  private static byte[] sign(String alg, Key key, byte[] bytes) {
    try {
      if (alg.startsWith("HS")) {
        Mac mac = Mac.getInstance("HmacSHA" + alg.substring(2));
        mac.init(key);
        return mac.doFinal(bytes);
      }
      String bits = alg.substring(2);
      Signature signature =
          Signature.getInstance(
              switch (alg.substring(0, 2)) {
                case "RS" -> "SHA" + bits + "withRSA";
                case "PS" -> "RSASSA-PSS";
                case "ES" -> "SHA" + bits + "withECDSAinP1363Format";
                default -> "EdDSA";
              });
      if (alg.startsWith("PS")) {
        String digest = "SHA-" + bits;
        signature.setParameter(
            new PSSParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(digest), Integer.parseInt(bits) / 8, 1));
      }
      signature.initSign((PrivateKey) key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
