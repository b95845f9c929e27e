package gatehouse.listen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Makes the default certificate at start: P-256, self-signed, for `localhost`. The few lines of
/// DER (X.690, RFC 5280) spare the heaviest library of all.
public final class SelfSigned {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int VALID_DAYS = 3650;
  private static final int SERIAL_BITS = 120;

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT = 0x06;
  private static final int UTF8 = 0x0C;
  private static final int TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  private static final byte[] ECDSA_SHA256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);
  private static final byte[] COMMON_NAME = oid(0x55, 4, 3);
  private static final byte[] SUBJECT_ALT_NAME = oid(0x55, 0x1d, 0x11);

  private SelfSigned() {}

  /// A fresh certificate with its key, as a server.
  public static ServerTls make(Instant now) {
    try {
      return sign(now);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no self-signed certificate can be made", e);
    }
  }

  private static ServerTls sign(Instant now) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] algorithm = der(SEQUENCE, ECDSA_SHA256);
    byte[] name = name("localhost");
    byte[] body =
        der(
            SEQUENCE,
            der(0xA0, der(INTEGER, new byte[] {2})),
            der(INTEGER, new BigInteger(SERIAL_BITS, new SecureRandom()).toByteArray()),
            algorithm,
            name,
            der(
                SEQUENCE,
                time(now.minus(1, ChronoUnit.DAYS)),
                time(now.plus(VALID_DAYS, ChronoUnit.DAYS))),
            name,
            pair.getPublic().getEncoded(),
            der(0xA3, der(SEQUENCE, localhostNames())));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body);
    byte[] whole = der(SEQUENCE, body, algorithm, bits(signature.sign()));
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(whole));
    return ServerTls.of(pair.getPrivate(), List.of(certificate));
  }

  private static byte[] name(String commonName) {
    byte[] text = commonName.getBytes(StandardCharsets.UTF_8);
    return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, text))));
  }

  private static byte[] localhostNames() {
    byte[] dnsName = der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII));
    return der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, der(SEQUENCE, dnsName)));
  }

  private static byte[] time(Instant at) {
    return der(TIME, UTC_TIME.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bits(byte[] content) {
    return der(BIT_STRING, new byte[] {0}, content);
  }

  private static byte[] oid(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return der(OBJECT, content);
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    byte[] bytes = content.toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (bytes.length < 0x80) {
      out.write(bytes.length);
    } else if (bytes.length < 0x100) {
      out.write(0x81);
      out.write(bytes.length);
    } else {
      out.write(0x82);
      out.write(bytes.length >> 8);
      out.write(bytes.length);
    }
    out.writeBytes(bytes);
    return out.toByteArray();
  }
}
