package gatehouse.config;

import gatehouse.model.CaCertificate;
import gatehouse.model.Certificate;
import gatehouse.spi.Pem;
import gatehouse.spi.Secret;
import gatehouse.yaml.Node;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What must hold of certificates beyond being readable.
final class Certificates {
  private Certificates() {}

  /// SHA-256 of an authority's certificate in hexadecimal; empty if it cannot be read.
  static String digest(Draft draft, Vaults vaults) {
    String pem = draft.node().text("cert");
    if (pem != null && Vaults.isReference(pem)) {
      pem = vaults.resolve(pem);
    }
    try {
      byte[] encoded = pem == null ? new byte[0] : Pem.certificates(pem).getFirst().getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    } catch (GeneralSecurityException _) {
      return "";
    }
  }

  /// Reports what is wrong with a certificate; says nothing about any other entity.
  static void check(Record entity, Draft draft, Faults faults) {
    switch (entity) {
      case Certificate c -> {
        X509Certificate first = pair(c.cert(), c.key(), "cert", draft, faults);
        X509Certificate second = pair(c.certAlt(), c.keyAlt(), "cert_alt", draft, faults);
        if (first != null && second != null && Pem.isElliptic(first) == Pem.isElliptic(second)) {
          fault(draft, "cert_alt", "must have another type of key than 'cert'", faults);
        }
      }
      case CaCertificate ca -> authority(ca, draft, faults);
      default -> {}
    }
  }

  private static @Nullable X509Certificate pair(
      @Nullable String cert, @Nullable Secret key, String field, Draft draft, Faults faults) {
    // Empty is what an unresolved vault reference leaves; that has been warned about.
    if (cert == null || key == null || cert.isEmpty() || key.reveal().isEmpty()) {
      return null;
    }
    try {
      X509Certificate leaf = Pem.certificates(cert).getFirst();
      PrivateKey privateKey = Pem.privateKey(key.reveal());
      if (!Pem.fits(leaf, privateKey)) {
        fault(draft, field, "certificate does not match key", faults);
      }
      return leaf;
    } catch (GeneralSecurityException e) {
      fault(draft, field, "invalid certificate or key", faults);
      return null;
    }
  }

  private static void authority(CaCertificate ca, Draft draft, Faults faults) {
    if (ca.cert().isEmpty()) {
      return;
    }
    try {
      List<X509Certificate> certificates = Pem.certificates(ca.cert());
      if (certificates.size() != 1) {
        fault(draft, "cert", "please submit only one certificate at a time", faults);
      }
      X509Certificate certificate = certificates.getFirst();
      if (certificate.getBasicConstraints() < 0) {
        fault(
            draft,
            "cert",
            "certificate does not appear to be a CA because it is missing the \"CA\" basic"
                + " constraint",
            faults);
      }
      certificate.checkValidity();
    } catch (CertificateExpiredException _) {
      fault(draft, "cert", "certificate expired, \"Not After\" time is in the past", faults);
    } catch (CertificateNotYetValidException _) {
      // Kong takes it; it becomes good by waiting.
    } catch (GeneralSecurityException _) {
      fault(draft, "cert", "invalid certificate: expected PEM", faults);
    }
  }

  private static void fault(Draft draft, String field, String message, Faults faults) {
    Node at = draft.node().get(field);
    faults.fault(at == null ? draft.node() : at, draft.label(), field, message);
  }
}
