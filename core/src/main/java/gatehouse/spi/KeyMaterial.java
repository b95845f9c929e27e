package gatehouse.spi;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key with the chain of its certificate, the leaf first.
public record KeyMaterial(PrivateKey key, List<X509Certificate> chain) {
  @Override
  public String toString() {
    return "key of " + chain.getFirst().getSubjectX500Principal();
  }
}
