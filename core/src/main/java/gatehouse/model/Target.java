package gatehouse.model;

import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Ref;
import java.util.List;

/// One server of an upstream.
///
/// @param target host or address with its port
/// @param weight 0 to 65535; 0 gets no traffic
/// @param upstream id of the upstream
@Kind(
    list = "targets",
    key = {"target", "upstream"})
public record Target(
    @Match(Form.UUID) String id,
    @Match(Form.HOST_AND_PORT) String target,
    @Default("100") @Range(min = 0, max = 65535) int weight,
    @Ref("upstreams") String upstream,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity {

  private static final int PORT = 8000;

  /// Completes the port.
  public Target {
    int colon = target.lastIndexOf(':');
    boolean bare6 = colon > target.indexOf(':') && !target.startsWith("[");
    if (bare6) {
      target = "[" + target + "]:" + PORT;
    } else if (colon < 0 || target.endsWith("]")) {
      target = target + ":" + PORT;
    }
  }

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
