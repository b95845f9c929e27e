package gatehouse.plugin.auth;

import gatehouse.plugin.auth.OpensslCa.Issued;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// A client that may show a certificate, and takes whatever the gateway shows.
final class TlsClient {
  private TlsClient() {}

  /// The whole answer to a GET, as text.
  ///
  /// @param shown null shows nothing
  /// @param fields each `Name: value`
  static String get(int port, @Nullable Issued shown, String... fields) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        shown == null ? null : shown.keyManagers(),
        new TrustManager[] {new TrustAll()},
        new SecureRandom());
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\nHost: a.test\r\n");
      for (String field : fields) {
        head.append(field).append("\r\n");
      }
      head.append("Connection: close\r\n\r\n");
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
