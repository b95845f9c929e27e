package gatehouse.plugin.auth;

import gatehouse.spi.Client;
import gatehouse.spi.Exchange;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  public record Config(
      @Length(min = 1)
          @Match(Match.Form.UUID)
          @Doc("Ids of the `ca_certificates` that a certificate must come from.")
          List<String> caCertificates,
      @Default("[username, custom_id]")
          @OneOf({"username", "custom_id"})
          @Doc("What a name in the certificate is compared with, where no mapping has it.")
          List<String> consumerBy,
      @Default("false")
          @Doc(
              "Whether no consumer is looked for: the service gets the certificate's names, and its"
                  + " group is `authenticated_group_by`.")
          boolean skipConsumerLookup,
      @Default("CN")
          @OneOf({"CN", "DN"})
          @Doc("The group of a caller without consumer: common name, or whole subject.")
          String authenticatedGroupBy,
      @Nullable @Doc("Id or username of the consumer that good certificates without one stand for.")
          String defaultConsumer,
      @Nullable @Doc("Id or username of a consumer that stands in for callers without a good one.")
          String anonymous,
      @Default("false")
          @Doc("Whether an intermediate among `ca_certificates` is trusted without its root.")
          boolean allowPartialChain,
      @Default("IGNORE_CA_ERROR")
          @OneOf({"SKIP", "IGNORE_CA_ERROR", "STRICT"})
          @Doc(
              "Whether OCSP and CRL are asked if a certificate has been revoked. `STRICT` refuses"
                  + " where neither can tell; `IGNORE_CA_ERROR` does not.")
          String revocationCheckMode,
      @Default("60000")
          @Range(min = 0)
          @Doc("Milliseconds for which a verdict over a certificate is kept.")
          int certCacheTtl,
      @Default("60")
          @Range(min = 0)
          @Doc("Taken for Kong's sake: consumers are looked up in memory.")
          int cacheTtl,
      @Default("false") @Doc("Whether the handshake names the authorities, to help clients choose.")
          boolean sendCaDn) {
    CertificateAuthenticator.Rules rules() {
      return new CertificateAuthenticator.Rules(
          caCertificates,
          consumerBy,
          skipConsumerLookup,
          authenticatedGroupBy,
          defaultConsumer,
          anonymous,
          allowPartialChain,
          revocationCheckMode,
          certCacheTtl);
    }
  }

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
