package gatehouse.plugin.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// Whom a certificate names.
///
/// @param alternatives the alternative names that are texts: e-mail addresses, host names, URIs and
///   IP addresses, in the certificate's order
/// @param commonName null if the subject has none, or several
/// @param subject as RFC 2253 writes it
record CertificateNames(List<String> alternatives, @Nullable String commonName, String subject) {
  private static final int EMAIL = 1;
  private static final int HOST = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  static CertificateNames of(X509Certificate certificate) {
    X500Principal subject = certificate.getSubjectX500Principal();
    String text = subject.getName(X500Principal.RFC2253);
    return new CertificateNames(alternatives(certificate), commonName(text), text);
  }

  /// The names that may stand for a consumer: the common name counts only where there is no other
  /// (RFC 6125, section 6.4.4).
  List<String> all() {
    if (!alternatives.isEmpty()) {
      return alternatives;
    }
    return commonName == null ? List.of() : List.of(commonName);
  }

  private static List<String> alternatives(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> one : all) {
          int kind = (Integer) one.get(0);
          boolean text = kind == EMAIL || kind == HOST || kind == URI || kind == ADDRESS;
          if (text && one.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException _) {
      // Names that nobody can read are none.
    }
    return names;
  }

  private static @Nullable String commonName(String subject) {
    String found = null;
    try {
      for (Rdn rdn : new LdapName(subject).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          if (found != null) {
            return null;
          }
          found = String.valueOf(rdn.getValue());
        }
      }
    } catch (InvalidNameException _) {
      return null;
    }
    return found;
  }
}
