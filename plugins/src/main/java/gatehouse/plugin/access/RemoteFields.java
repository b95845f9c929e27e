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

  private RemoteFields() {}

  /// Whether a field may pass between a message of ours and one of another server's.
  static boolean mayPass(String lowerName) {
    return !OWN.contains(lowerName);
  }

  /// Whether a text names a field that another server may set.
  static boolean maySet(String name) {
    return HeaderName.isToken(name) && mayPass(HeaderName.of(name).lower());
  }
}
