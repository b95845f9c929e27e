package gatehouse.compile;

import gatehouse.model.Certificate;
import gatehouse.spi.Pem;
import gatehouse.upstream.ClientTls;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Makes the TLS client for a service.
final class ClientTlsMaker {
  private ClientTlsMaker() {}

  /// @param verify whether chain, dates and name of the service's certificate are checked
  /// @param trusted PEM texts of the authorities; empty for the platform's
  /// @param depth how many certificates may lie between the service's and the authority's
  /// @param shown the certificate shown to the service
  static ClientTls make(
      boolean verify, List<String> trusted, @Nullable Integer depth, @Nullable Certificate shown) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .endpointIdentificationAlgorithm(verify ? "HTTPS" : null);
      if (!verify) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else if (!trusted.isEmpty() || depth != null) {
        builder.trustManager(new BoundedTrust(authorities(trusted), depth));
      }
      if (shown != null) {
        builder.keyManager(
            Pem.privateKey(shown.key().reveal()),
            Pem.certificates(shown.cert()).toArray(X509Certificate[]::new));
      }
      return new ClientTls(fingerprint(verify, trusted, depth, shown), builder.build());
    } catch (SSLException | GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS to a service can't be set up: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> authorities(List<String> trusted)
      throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (String pem : trusted) {
      all.addAll(Pem.certificates(pem));
    }
    return all;
  }

  private static String fingerprint(
      boolean verify, List<String> trusted, @Nullable Integer depth, @Nullable Certificate shown)
      throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<String> parts = new ArrayList<>(List.of(Boolean.toString(verify), String.valueOf(depth)));
    parts.addAll(trusted);
    if (shown != null) {
      parts.add(shown.cert());
      parts.add(shown.key().reveal());
    }
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) ':');
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
