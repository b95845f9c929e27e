package gatehouse.plugin.auth;

import gatehouse.spi.Client;
import gatehouse.spi.Exchange;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Inline;
import gatehouse.spi.schema.Missing;
import java.security.cert.X509Certificate;
import java.util.List;

/// Authenticates callers by the certificate they show in the TLS handshake.
@Policy(
    name = "mtls-auth",
    priority = 1600,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates callers by the certificate they show in the TLS handshake.")
public final class MtlsAuth extends CertificateAuthenticator {
  private final boolean namesAuthorities;

  /// What an instance is told.
  @Missing(CertificateAuthenticator.KONGS_FIELDS)
  public record Config(
      @Inline CertificateAuthenticator.Rules rules,
      @Default("false") @Doc("Whether the handshake names the authorities, to help clients choose.")
          boolean sendCaDn) {}

  /// Builds an instance.
  public MtlsAuth(Config config, Workshop workshop) {
    super("mtls-auth", config.rules(), workshop);
    namesAuthorities = config.sendCaDn();
  }

  @Override
  public boolean wantsClientCertificate() {
    return true;
  }

  @Override
  public List<X509Certificate> namedAuthorities() {
    return namesAuthorities ? authorities() : List.of();
  }

  @Override
  Step authenticate(Exchange x) {
    Client.Tls tls = x.client().tls();
    if (tls == null) {
      return missing(x, "the connection is not secured");
    }
    List<X509Certificate> chain = tls.peerChain();
    return chain.isEmpty() ? missing(x, "the client showed no certificate") : judge(x, chain);
  }
}
