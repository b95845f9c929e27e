package gatehouse.listen;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// The certificates that a client showed, its own first.
final class PeerChain {
  private PeerChain() {}

  /// Read anew from their bytes: those of BoringSSL are read only when they are used, and a
  /// certificate that nobody can read is none.
  static List<X509Certificate> of(SSLSession session) {
    try {
      Certificate[] shown = session.getPeerCertificates();
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>(shown.length);
      for (Certificate certificate : shown) {
        chain.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
      }
      return List.copyOf(chain);
    } catch (SSLPeerUnverifiedException | CertificateException _) {
      return List.of();
    }
  }
}
