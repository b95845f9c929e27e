package gatehouse.model;

import java.util.List;

/// One server of an upstream.
///
/// @param target host or address with its port
/// @param weight 0 to 65535; 0 gets no traffic
/// @param upstream id of the upstream
public record Target(String id, String target, int weight, String upstream, List<String> tags)
    implements Entity {
  /// The host or address, IPv6 without brackets.
  public String host() {
    String host = target.substring(0, target.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The port.
  public int port() {
    return Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
  }
}
