package gatehouse.compile;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trusts servers whose chain leads to given authorities (or the platform's) and is not too long.
/// Names and dates are checked by the platform's own trust manager, which does the work.
final class BoundedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager platform;
  private final @Nullable Integer depth;

  /// @param authorities empty for the platform's
  /// @param depth Kong's `tls_verify_depth`: certificates between the server's own and the
  ///   authority's
  BoundedTrust(List<X509Certificate> authorities, @Nullable Integer depth)
      throws GeneralSecurityException {
    this.depth = depth;
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities.isEmpty() ? null : store(authorities));
    this.platform = first(factory.getTrustManagers());
  }

  private static KeyStore store(List<X509Certificate> authorities) throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("ca-" + i, authorities.get(i));
      }
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static X509ExtendedTrustManager first(TrustManager[] all)
      throws GeneralSecurityException {
    for (TrustManager one : all) {
      if (one instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("the platform has no trust manager for X.509");
  }

  private void checkDepth(X509Certificate[] chain) throws CertificateException {
    if (depth != null && chain.length - 1 > depth + 1) {
      throw new CertificateException("certificate chain too long");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkDepth(chain);
    platform.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkDepth(chain);
    platform.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("the server's name is not known here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("clients are not checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("clients are not checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("clients are not checked here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }
}
