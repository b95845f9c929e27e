package gatehouse.app;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a running gateway is reached, as URLs without a path; `off` for what is turned off.
record Addresses(String http, String https, String admin) {
  static Addresses of(
      @Nullable InetSocketAddress http,
      @Nullable InetSocketAddress https,
      @Nullable InetSocketAddress admin) {
    return new Addresses(url("http", http), url("https", https), url("http", admin));
  }

  /// A wildcard address is reached through loopback.
  private static String url(String scheme, @Nullable InetSocketAddress address) {
    if (address == null) {
      return "off";
    }
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "127.0.0.1"
            : address.getAddress().getHostAddress();
    return scheme
        + "://"
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
