package gatehouse.plugin.auth;

import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Pem;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Inline;
import gatehouse.spi.schema.Missing;
import gatehouse.spi.schema.OneOf;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/// Authenticates callers by the certificate that a proxy before Gatehouse has seen and passes on in
/// a header.
@Policy(
    name = "header-cert-auth",
    priority = 1009,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates callers by a certificate that a trusted proxy passes on in a header.")
public final class HeaderCertAuth extends CertificateAuthenticator {
  /// What the values of both forms are written with.
  private static final BitSet FORMS = forms();

  private final HeaderName header;
  private final boolean urlEncoded;
  private final boolean trustedOnly;

  /// What an instance is told.
  @Missing(CertificateAuthenticator.KONGS_FIELDS)
  public record Config(
      @Doc("The header with the certificate.") HeaderName certificateHeaderName,
      @OneOf({"base64_encoded", "url_encoded"})
          @Doc(
              "`url_encoded`: PEM with escapes, as nginx writes `$ssl_client_escaped_cert`;"
                  + " `base64_encoded`: the base64 text of PEM without its frame.")
          String certificateHeaderFormat,
      @Default("true")
          @Doc(
              "Whether the header is believed from `trusted_ips` only. If not, anybody who can"
                  + " connect can show any certificate, since none of its keys is proven here.")
          boolean secureSource,
      @Inline CertificateAuthenticator.Rules rules)
      implements Checked {
    @Override
    public void check(Check check) {
      if (!secureSource) {
        check.warn("secure_source", "anybody who can connect can show anybody's certificate");
      }
    }
  }

  /// Builds an instance.
  public HeaderCertAuth(Config config, Workshop workshop) {
    super("header-cert-auth", config.rules(), workshop);
    header = config.certificateHeaderName();
    urlEncoded = config.certificateHeaderFormat().equals("url_encoded");
    trustedOnly = config.secureSource();
  }

  @Override
  Step authenticate(Exchange x) {
    List<String> values = x.request().headers().all(header);
    if (trustedOnly && !x.client().trusted()) {
      return missing(x, "the peer is not in trusted_ips");
    }
    if (values.isEmpty() || values.getFirst().isBlank()) {
      return missing(x, "the header is missing");
    }
    if (values.size() > 1) {
      return unproven(x, "verification", "the header is there more than once");
    }
    List<X509Certificate> chain = read(values.getFirst());
    if (chain.isEmpty()) {
      return unproven(x, "verification", "the header holds no certificate");
    }
    // Many services read both spellings as one (CGI, WSGI), and only this one was judged.
    x.request().headers().removeIf((name, _) -> isHeader(name) && !name.equals(header.lower()));
    return judge(x, chain);
  }

  @Override
  void forget(Exchange x) {
    x.request().headers().removeIf((name, _) -> isHeader(name));
  }

  private boolean isHeader(String lowerName) {
    return lowerName.replace('_', '-').equals(header.lower().replace('_', '-'));
  }

  private List<X509Certificate> read(String value) {
    // Where proxies join what a client sent with what they say, the client's would come first: so
    // a value with a comma, or whatever else no form has, is none.
    if (!value.chars().allMatch(c -> c < 128 && FORMS.get(c))) {
      return List.of();
    }
    try {
      return urlEncoded
          // A plus sign is part of base64 here, not a blank.
          ? Pem.certificates(
              URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.ISO_8859_1))
          : List.of(Pem.certificate(Base64.getDecoder().decode(value)));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return List.of();
    }
  }

  private static BitSet forms() {
    BitSet all = new BitSet(128);
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=%-._~"
        .chars()
        .forEach(all::set);
    return all;
  }
}
