package gatehouse.spi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Certificates and keys in PEM: the standard frames, and the older forms of RSA and EC keys.
public final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final byte[] RSA_IDENTIFIER =
      bytes(0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 5, 0);
  private static final byte[] EC_OBJECT = bytes(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1);

  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /// One block.
  private static final class Block {
    private final String label;
    private final byte[] content;

    Block(String label, byte[] content) {
      this.label = label;
      this.content = content;
    }
  }

  /// The certificates of a text, the leaf first as it is written.
  ///
  /// @throws GeneralSecurityException if there is none or one cannot be read
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(pem)) {
      if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content)));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("no certificate");
    }
    return certificates;
  }

  /// The certificate that these bytes are, in DER, and nothing besides.
  ///
  /// @throws GeneralSecurityException if it cannot be read, or something follows it
  public static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    ByteArrayInputStream in = new ByteArrayInputStream(der);
    X509Certificate certificate =
        (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    if (in.available() > 0) {
      throw new GeneralSecurityException("something follows the certificate");
    }
    return certificate;
  }

  /// The private key of a text.
  ///
  /// @throws GeneralSecurityException if there is none or it cannot be read, an encrypted one too
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    // A file of OpenSSL's has a block of EC parameters before the key.
    for (Block block : blocks(pem)) {
      byte[] pkcs8 =
          switch (block.label) {
            case "PRIVATE KEY" -> block.content;
            case "RSA PRIVATE KEY" -> pkcs8(RSA_IDENTIFIER, block.content);
            case "EC PRIVATE KEY" -> pkcs8(ecIdentifier(block.content), block.content);
            default -> null;
          };
      if (pkcs8 != null) {
        return key(pkcs8);
      }
    }
    throw new GeneralSecurityException("no private key");
  }

  /// The public key of a text, or of the certificate in it.
  ///
  /// @throws GeneralSecurityException if there is none or it cannot be read
  public static PublicKey publicKey(String pem) throws GeneralSecurityException {
    for (Block block : blocks(pem)) {
      switch (block.label) {
        case "PUBLIC KEY" -> {
          return publicKey(block.content);
        }
        case "RSA PUBLIC KEY" -> {
          byte[] bits = join(bytes(0), block.content);
          return publicKey(tagged(0x30, join(RSA_IDENTIFIER, tagged(3, bits))));
        }
        default -> {}
      }
    }
    return certificates(pem).getFirst().getPublicKey();
  }

  private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(encoded);
    for (String algorithm : KINDS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(spec);
      } catch (GeneralSecurityException _) {
        // As for private keys.
      }
    }
    throw new GeneralSecurityException("unknown kind of key");
  }

  /// Whether the private key belongs to the certificate: what it signs, the certificate verifies.
  public static boolean fits(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(certificate.getEncoded());
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(certificate.getEncoded());
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// Whether the certificate's key is of the elliptic kind.
  public static boolean isElliptic(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof ECPublicKey;
  }

  /// What is wrong with a text that should hold certificates; null if nothing is.
  public static @Nullable String certificatesComplaint(String pem) {
    try {
      certificates(pem);
      return null;
    } catch (GeneralSecurityException _) {
      return "invalid certificate: expected PEM";
    }
  }

  /// What is wrong with a text that should hold a private key; null if nothing is.
  public static @Nullable String keyComplaint(String pem) {
    try {
      privateKey(pem);
      return null;
    } catch (GeneralSecurityException _) {
      return "invalid key: expected an unencrypted PEM private key";
    }
  }

  /// What is wrong with a text that should hold a public key; null if nothing is.
  public static @Nullable String publicKeyComplaint(String pem) {
    try {
      publicKey(pem);
      return null;
    } catch (GeneralSecurityException _) {
      return "invalid key";
    }
  }

  private static List<Block> blocks(String pem) throws GeneralSecurityException {
    List<Block> blocks = new ArrayList<>();
    int at = pem.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = pem.indexOf("-----", at + BEGIN.length());
      if (labelEnd < 0) {
        throw new GeneralSecurityException("unterminated block");
      }
      String label = pem.substring(at + BEGIN.length(), labelEnd);
      int end = pem.indexOf("-----END " + label + "-----", labelEnd);
      if (end < 0) {
        throw new GeneralSecurityException("unterminated block");
      }
      String text = pem.substring(labelEnd + 5, end);
      try {
        blocks.add(new Block(label, Base64.getMimeDecoder().decode(text)));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("not base64", e);
      }
      at = pem.indexOf(BEGIN, end);
    }
    return blocks;
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : KINDS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException _) {
        // The key itself says of which kind it is; the factories only say no.
      }
    }
    throw new GeneralSecurityException("unknown kind of key");
  }

  /// Wraps an old key in the frame that names its algorithm (RFC 5208, section 5).
  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return tagged(0x30, join(bytes(2, 1, 0), algorithm, tagged(4, key)));
  }

  /// The algorithm of an EC key, whose curve stands in the key itself (RFC 5915, section 3).
  private static byte[] ecIdentifier(byte[] key) throws GeneralSecurityException {
    for (int i = 0; i + 4 < key.length; i++) {
      boolean parameters = (key[i] & 0xff) == 0xa0 && key[i + 2] == 0x06;
      int length = key[i + 3] & 0xff;
      if (parameters && (key[i + 1] & 0xff) == length + 2 && i + 4 + length <= key.length) {
        byte[] curve = new byte[length + 2];
        System.arraycopy(key, i + 2, curve, 0, curve.length);
        return tagged(0x30, join(EC_OBJECT, curve));
      }
    }
    throw new GeneralSecurityException("an EC key without the name of its curve");
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 128) {
      out.write(content.length);
    } else {
      int size = content.length < 256 ? 1 : content.length < 65536 ? 2 : 3;
      out.write(0x80 | size);
      for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
        out.write(content.length >> shift);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
