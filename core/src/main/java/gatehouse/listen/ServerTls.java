package gatehouse.listen;

import gatehouse.model.Certificate;
import gatehouse.spi.Pem;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The TLS server for one certificate: TLS 1.2 and 1.3, forward secrecy and AEAD only, h2 and
/// http/1.1. Clients are asked for a certificate in a context of its own, so that no session of one
/// kind can be resumed as the other.
public final class ServerTls {
  /// The suites that RFC 9113, Appendix A, does not forbid; static RSA and CBC are not among them.
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final long SESSION_SECONDS = 600;
  private static final long SESSIONS = 20_000;

  private final String fingerprint;
  private final KeyChoice keys;
  private final SslProvider provider;
  private final SslContext context;
  private @Nullable Asking asking;

  private record Asking(List<X509Certificate> authorities, SslContext context) {}

  ServerTls(String fingerprint, KeyChoice keys, SslProvider provider)
      throws GeneralSecurityException {
    this.fingerprint = fingerprint;
    this.keys = keys;
    this.provider = provider;
    this.context = build(builder());
  }

  private static ServerTls of(String fingerprint, KeyChoice keys) throws GeneralSecurityException {
    return new ServerTls(
        fingerprint, keys, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
  }

  /// The server for a configured certificate.
  static ServerTls of(Certificate certificate, String fingerprint) throws GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(certificate.cert());
    PrivateKey key = Pem.privateKey(certificate.key().reveal());
    if (certificate.certAlt() == null || certificate.keyAlt() == null) {
      return of(fingerprint, KeyChoice.of(key, chain));
    }
    return of(
        fingerprint,
        KeyChoice.of(
            key,
            chain,
            Pem.privateKey(certificate.keyAlt().reveal()),
            Pem.certificates(certificate.certAlt())));
  }

  /// The server for a key and its chain.
  ///
  /// @throws GeneralSecurityException if they can't be served
  public static ServerTls of(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException {
    return of("", KeyChoice.of(key, chain));
  }

  /// Digest of the certificate and its key.
  String fingerprint() {
    return fingerprint;
  }

  /// Serves handshakes in which the client is asked for nothing.
  SslContext context() {
    return context;
  }

  /// Serves handshakes in which the client is asked for a certificate, and may show any or none.
  ///
  /// @param authorities named to the client; empty for none
  synchronized SslContext asking(List<X509Certificate> authorities) {
    if (asking == null || !asking.authorities.equals(authorities)) {
      try {
        asking =
            new Asking(
                authorities,
                build(
                    builder()
                        .clientAuth(ClientAuth.OPTIONAL)
                        .trustManager(new AnyClient(authorities))));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return asking.context;
  }

  private SslContextBuilder builder() {
    return SslContextBuilder.forServer(keys)
        .sslProvider(provider)
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
        .sessionTimeout(SESSION_SECONDS)
        .sessionCacheSize(SESSIONS)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1));
  }

  private static SslContext build(SslContextBuilder builder) throws GeneralSecurityException {
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new GeneralSecurityException(e.getMessage(), e);
    }
  }

  static String fingerprint(Certificate certificate) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    String all =
        String.join(
            "\0",
            certificate.cert(),
            certificate.key().reveal(),
            String.valueOf(certificate.certAlt()),
            certificate.keyAlt() == null ? "" : certificate.keyAlt().reveal());
    return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
  }
}
