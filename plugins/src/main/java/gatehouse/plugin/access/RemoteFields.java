package gatehouse.plugin.access;

import gatehouse.spi.HeaderName;
import java.util.Set;

/// Header fields that belong to one connection or frame a message (RFC 9110, section 7.6.1): no
/// other server sets them on a message of ours, and they are not passed on to one.
final class RemoteFields {
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /// Fields in which proxies and frameworks are told what a request was before it came to them.
  /// Whoever decides about a request believes them, so a client's own must not reach it.
  private static final Set<String> ABOUT_THE_REQUEST =
      Set.of(
          "forwarded",
          "proxy",
          "x-http-method",
          "x-http-method-override",
          "x-method-override",
          "x-original-host",
          "x-original-method",
          "x-original-uri",
          "x-original-url",
          "x-real-ip",
          "x-rewrite-url");

  private RemoteFields() {}

  /// Whether a field may pass between a message of ours and one of another server's.
  static boolean mayPass(String lowerName) {
    return !OWN.contains(lowerName);
  }

  /// Whether a client's field may be shown to a server that decides about the request. One spelled
  /// with `_` is read as the other by many of them (CGI, WSGI).
  static boolean mayBeShown(String lowerName) {
    String name = lowerName.replace('_', '-');
    return mayPass(name) && !name.startsWith("x-forwarded-") && !ABOUT_THE_REQUEST.contains(name);
  }

  /// Whether a text names a field that another server may set.
  static boolean maySet(String name) {
    return HeaderName.isToken(name) && mayPass(HeaderName.of(name).lower());
  }
}
