package gatehouse.plugin.auth;

import gatehouse.model.CaCertificate;
import gatehouse.spi.Pem;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Verifies certificates of clients against some authorities: signatures, dates, constraints,
/// purpose, and, by OCSP and CRL, that they have not been revoked (RFC 5280, RFC 6960).
@SuppressWarnings("JavaUtilDate") // the JDK's certification paths know no other dates
final class CertificateCheck {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String CRL_POINTS = "2.5.29.31";
  private static final String AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1";
  private static final int LONGEST_CHAIN = 10;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_AGREEMENT = 4;

  private final Map<X509Certificate, String> authorities = new HashMap<>();
  private final Set<TrustAnchor> anchors = new HashSet<>();
  private final String revocation;

  /// What came of it.
  sealed interface Verdict {
    /// Good.
    ///
    /// @param authorities ids of the configured authorities on the way
    record Good(Set<String> authorities) implements Verdict {}

    /// Not good.
    ///
    /// @param reason for the operator
    record Bad(String reason) implements Verdict {}
  }

  /// @param partial whether an authority is trusted that is not the root of its own chain
  /// @param revocation `SKIP`, `IGNORE_CA_ERROR` or `STRICT`
  CertificateCheck(List<CaCertificate> trusted, boolean partial, String revocation) {
    this.revocation = revocation;
    for (CaCertificate authority : trusted) {
      try {
        for (X509Certificate certificate : Pem.certificates(authority.cert())) {
          authorities.put(certificate, authority.id());
          boolean root =
              certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
          if (root || partial) {
            anchors.add(new TrustAnchor(certificate, null));
          }
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("CA certificate " + authority.id() + " is none", e);
      }
    }
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException(
          "ca_certificates has no root: set allow_partial_chain to trust intermediates alone");
    }
  }

  /// The authorities, to be named to clients.
  List<X509Certificate> certificates() {
    return List.copyOf(authorities.keySet());
  }

  /// Verifies a chain; may ask responders and fetch lists, so it may block.
  ///
  /// @param chain the client's own first
  Verdict verify(List<X509Certificate> chain, long now) {
    X509Certificate leaf = chain.getFirst();
    if (chain.size() > LONGEST_CHAIN) {
      return new Verdict.Bad("the chain is too long");
    }
    try {
      if (!isForClients(leaf)) {
        return new Verdict.Bad("the certificate is not meant for clients");
      }
      CertPathBuilder builder = CertPathBuilder.getInstance("PKIX");
      PKIXCertPathBuilderResult path =
          (PKIXCertPathBuilderResult) builder.build(parameters(chain, now));
      // A path says nothing about the dates of the authority it ends at.
      path.getTrustAnchor().getTrustedCert().checkValidity(new Date(now));
      String complaint = revocation.equals("SKIP") ? null : complaint(path, now);
      return complaint == null ? new Verdict.Good(onTheWay(path)) : new Verdict.Bad(complaint);
    } catch (GeneralSecurityException e) {
      return new Verdict.Bad(String.valueOf(e.getMessage()));
    }
  }

  private PKIXBuilderParameters parameters(List<X509Certificate> chain, long now)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    List<X509Certificate> known = new ArrayList<>(chain);
    known.addAll(authorities.keySet());
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
    parameters.setDate(new Date(now));
    parameters.setMaxPathLength(LONGEST_CHAIN);
    // Revocation is asked about once there is a path: only then are the addresses to ask at those
    // of a trusted authority, not a stranger's.
    parameters.setRevocationEnabled(false);
    return parameters;
  }

  /// What OCSP and CRL say about each certificate of a path, down to the client's own.
  private @Nullable String complaint(PKIXCertPathBuilderResult path, long now)
      throws GeneralSecurityException {
    List<? extends Certificate> certificates = path.getCertPath().getCertificates();
    for (int i = certificates.size() - 1; i >= 0; i--) {
      X509Certificate certificate = (X509Certificate) certificates.get(i);
      if (isStrict() || saysWhereToAsk(certificate)) {
        try {
          askAbout(certificates.subList(i, certificates.size()), path.getTrustAnchor(), now);
        } catch (CertPathValidatorException e) {
          if (isStrict() || e.getReason() == BasicReason.REVOKED) {
            return String.valueOf(e.getMessage());
          }
        }
      }
    }
    return null;
  }

  private boolean isStrict() {
    return revocation.equals("STRICT");
  }

  private static boolean saysWhereToAsk(X509Certificate certificate) {
    return certificate.getExtensionValue(CRL_POINTS) != null
        || certificate.getExtensionValue(AUTHORITY_ACCESS) != null;
  }

  private static void askAbout(List<? extends Certificate> chain, TrustAnchor anchor, long now)
      throws GeneralSecurityException {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY));
    PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
    parameters.setDate(new Date(now));
    parameters.addCertPathChecker(checker);
    validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
  }

  private static boolean isForClients(X509Certificate leaf) throws GeneralSecurityException {
    boolean[] usage = leaf.getKeyUsage();
    List<String> purposes = leaf.getExtendedKeyUsage();
    return (usage == null || usage[DIGITAL_SIGNATURE] || usage[KEY_AGREEMENT])
        && (purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_PURPOSE));
  }

  private Set<String> onTheWay(PKIXCertPathBuilderResult path) {
    Set<String> ids = new HashSet<>();
    add(ids, path.getTrustAnchor().getTrustedCert());
    for (Certificate certificate : path.getCertPath().getCertificates()) {
      add(ids, certificate);
    }
    return ids;
  }

  private void add(Set<String> ids, @Nullable Certificate certificate) {
    String id = certificate instanceof X509Certificate x509 ? authorities.get(x509) : null;
    if (id != null) {
      ids.add(id);
    }
  }
}
