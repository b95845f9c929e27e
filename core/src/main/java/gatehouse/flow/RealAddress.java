package gatehouse.flow;

import gatehouse.model.Settings;
import gatehouse.spi.Headers;
import gatehouse.spi.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the client behind trusted proxies, as nginx's `real_ip_header` and `real_ip_recursive` do.
final class RealAddress {
  /// More hops than any honest chain has; what lies before them is not looked at.
  private static final int MOST_HOPS = 64;

  private RealAddress() {}

  /// The client's address as the header of a trusted peer tells it; the peer's own where it does
  /// not.
  static IpAddress of(IpAddress peer, Headers headers, Settings.Trust trust) {
    List<String> entries = entries(headers, trust.header().lower());
    IpAddress found = peer;
    for (int i = entries.size() - 1; i >= 0; i--) {
      IpAddress address = parse(entries.get(i));
      if (address == null) {
        return found;
      }
      found = address;
      if (!trust.recursive() || !trust.trustedIps().contains(address)) {
        return found;
      }
    }
    return found;
  }

  private static List<String> entries(Headers headers, String name) {
    List<String> entries = new ArrayList<>();
    for (int i = headers.indexOf(name, 0); i >= 0; i = headers.indexOf(name, i + 1)) {
      for (String entry : headers.value(i).split(",", -1)) {
        entries.add(entry.strip());
      }
    }
    int size = entries.size();
    return size > MOST_HOPS ? entries.subList(size - MOST_HOPS, size) : entries;
  }

  /// An address, with or without a port behind it.
  private static @Nullable IpAddress parse(String entry) {
    String text = entry;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0) {
        return null;
      }
      text = text.substring(1, close);
    } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
      text = text.substring(0, text.indexOf(':'));
    }
    return IpAddress.parse(text);
  }
}
