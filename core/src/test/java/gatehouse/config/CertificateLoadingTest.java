package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Pem;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CertificateLoadingTest {
  private static final ConfigLoader LOADER = new ConfigLoader(TestPlugins.CATALOGUE, Map.of());

  private static X509Bundle bundle(Algorithm algorithm) throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .subject("CN=ca")
            .algorithm(Algorithm.ecp256)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    return new CertificateBuilder()
        .subject("CN=a.test")
        .algorithm(algorithm)
        .buildIssuedBy(authority);
  }

  private static List<String> faults(String list, String... fields) {
    StringBuilder text = new StringBuilder("_format_version: '3.0'\n" + list + ":\n-");
    for (int i = 0; i < fields.length; i += 2) {
      String value = fields[i + 1].replace("\n", "\n    ");
      text.append(i == 0 ? " " : "  ").append(fields[i]).append(": |\n    ").append(value);
      text.append('\n');
    }
    return switch (LOADER.loadText("x", text.toString().getBytes(StandardCharsets.UTF_8))) {
      case Loaded.Valid _ -> List.of();
      case Loaded.Invalid invalid -> invalid.faults().stream().map(Fault::message).toList();
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
  void takes_a_certificate_with_its_key(Algorithm algorithm) throws Exception {
    X509Bundle own = bundle(algorithm);
    X509Bundle other = bundle(algorithm);

    assertThat(
            faults("certificates", "cert", own.getCertificatePEM(), "key", own.getPrivateKeyPEM()))
        .isEmpty();
    assertThat(
            faults(
                "certificates", "cert", own.getCertificatePEM(), "key", other.getPrivateKeyPEM()))
        .containsExactly("certificate does not match key");
  }

  @Test
  void takes_the_older_forms_of_keys() throws Exception {
    X509Bundle rsa = bundle(Algorithm.rsa2048);
    X509Bundle elliptic = bundle(Algorithm.ecp256);

    assertThat(
            faults(
                "certificates",
                "cert",
                rsa.getCertificatePEM(),
                "key",
                pem("RSA PRIVATE KEY", unwrapped(rsa.getKeyPair().getPrivate()))))
        .isEmpty();
    assertThat(
            faults(
                "certificates",
                "cert",
                elliptic.getCertificatePEM(),
                "key",
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                    + pem("EC PRIVATE KEY", withCurve(elliptic.getKeyPair().getPrivate()))))
        .isEmpty();
  }

  @Test
  void wants_another_kind_of_key_for_the_second_certificate() throws Exception {
    X509Bundle rsa = bundle(Algorithm.rsa2048);
    X509Bundle elliptic = bundle(Algorithm.ecp256);
    String cert = rsa.getCertificatePEM();
    String key = rsa.getPrivateKeyPEM();

    assertThat(
            faults(
                "certificates",
                "cert",
                cert,
                "key",
                key,
                "cert_alt",
                elliptic.getCertificatePEM(),
                "key_alt",
                elliptic.getPrivateKeyPEM()))
        .isEmpty();
    assertThat(faults("certificates", "cert", cert, "key", key, "cert_alt", cert, "key_alt", key))
        .containsExactly("must have another type of key than 'cert'");
    assertThat(faults("certificates", "cert", cert, "key", key, "cert_alt", cert))
        .contains("all or none of these fields must be set: 'cert_alt', 'key_alt'");
  }

  @Test
  void takes_one_authority_that_is_good_now() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .subject("CN=ca")
            .algorithm(Algorithm.ecp256)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle expired =
        new CertificateBuilder()
            .subject("CN=old")
            .algorithm(Algorithm.ecp256)
            .setIsCertificateAuthority(true)
            .notBefore(Instant.now().minus(9, ChronoUnit.DAYS))
            .notAfter(Instant.now().minus(2, ChronoUnit.DAYS))
            .buildSelfSigned();
    String pem = authority.getCertificatePEM();

    assertThat(faults("ca_certificates", "cert", pem)).isEmpty();
    assertThat(faults("ca_certificates", "cert", bundle(Algorithm.ecp256).getCertificatePEM()))
        .singleElement()
        .asString()
        .contains("does not appear to be a CA");
    assertThat(faults("ca_certificates", "cert", expired.getCertificatePEM()))
        .singleElement()
        .asString()
        .contains("certificate expired");
    assertThat(faults("ca_certificates", "cert", pem + "\n" + pem))
        .containsExactly("please submit only one certificate at a time");
  }

  @ParameterizedTest
  @EnumSource(names = {"rsa2048", "ecp256", "ed25519"})
  void reads_public_keys_however_they_are_written(Algorithm algorithm) throws Exception {
    X509Bundle bundle = bundle(algorithm);
    PublicKey key = bundle.getKeyPair().getPublic();

    assertThat(Pem.publicKey(pem("PUBLIC KEY", key.getEncoded()))).isEqualTo(key);
    assertThat(Pem.publicKey(bundle.getCertificatePEM())).isEqualTo(key);
    if (algorithm == Algorithm.rsa2048) {
      byte[] frame = key.getEncoded();
      byte[] old = java.util.Arrays.copyOfRange(frame, frame.length - 270, frame.length);
      assertThat(Pem.publicKey(pem("RSA PUBLIC KEY", old))).isEqualTo(key);
    }
  }

  private static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content).replace("\r", ""), label);
  }

  /// The key inside PKCS#8's frame: what follows the algorithm is an octet string that holds it.
  private static byte[] unwrapped(PrivateKey key) {
    byte[] frame = key.getEncoded();
    for (int i = 20; i < frame.length; i++) {
      if (frame[i] == 0x30 && frame[i + 1] == (byte) 0x82) {
        return java.util.Arrays.copyOfRange(frame, i, frame.length);
      }
    }
    throw new IllegalStateException("no key in the frame");
  }

  /// A P-256 key as OpenSSL writes it: version, number, and the name of the curve.
  private static byte[] withCurve(PrivateKey key) {
    byte[] number = ((java.security.interfaces.ECPrivateKey) key).getS().toByteArray();
    byte[] padded = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, padded, 32 - length, length);
    byte[] curve = {(byte) 0xa0, 0x0a, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
    var out = new java.io.ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x30, (byte) (3 + 2 + 32 + curve.length), 2, 1, 1, 4, 32});
    out.writeBytes(padded);
    out.writeBytes(curve);
    return out.toByteArray();
  }
}
