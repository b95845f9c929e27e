package gatehouse.config;

import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a service's `url` as the four fields it stands for.
final class ServiceUrl {
  private static final Set<String> PARTS = Set.of("protocol", "host", "port", "path");

  private ServiceUrl() {}

  /// The service with protocol, host, port and path in place of its `url`.
  ///
  /// @param label what faults name the service as
  static Mapping expanded(Mapping service, Faults faults, String label) {
    Node url = service.get("url");
    if (url == null) {
      return service;
    }
    if (!(url instanceof Scalar scalar) || !(scalar.value() instanceof String text)) {
      faults.fault(url, label, "url", "expected a string");
      return with(service, List.of(entry(url, "host", "unknown", true)));
    }
    URI uri = parse(text);
    String authority = uri == null ? null : uri.getRawAuthority();
    if (uri == null || authority == null || authority.startsWith(":")) {
      faults.fault(url, label, "url", "missing host in url");
      // The host is what is wrong; a fault about its absence would only repeat that.
      return with(service, List.of(entry(url, "host", "unknown", true)));
    }
    // Not uri.getHost(): it knows no underscores, which names of containers have.
    String address = authority.substring(authority.indexOf('@') + 1);
    boolean hasPort = HostForms.hasPort(address);
    int colon = address.lastIndexOf(':');
    String port = hasPort ? address.substring(colon + 1) : "";
    String scheme =
        uri.getScheme() == null ? (port.equals("443") ? "https" : "http") : uri.getScheme();
    scheme = scheme.toLowerCase(Locale.ROOT);
    if (port.isEmpty()) {
      port = scheme.equals("https") ? "443" : "80";
    }
    List<Entry> parts = new ArrayList<>();
    parts.add(entry(url, "protocol", scheme, true));
    parts.add(entry(url, "host", hasPort ? address.substring(0, colon) : address, true));
    parts.add(entry(url, "port", decimal(port), false));
    String path = uri.getRawPath();
    if (path != null && !path.isEmpty()) {
      parts.add(entry(url, "path", path, true));
    }
    return with(service, parts);
  }

  /// Without zeros in front, which would make it an octal number.
  private static String decimal(String port) {
    String digits = port.replaceFirst("^0+(?=.)", "");
    return digits.length() > 9 ? "999999" : digits;
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text.contains("://") ? text : "//" + text);
    } catch (URISyntaxException _) {
      return null;
    }
  }

  private static Entry entry(Node at, String key, String value, boolean quoted) {
    return Entry.at(at, key, new Scalar(at.file(), at.line(), at.column(), value, quoted));
  }

  private static Mapping with(Mapping service, List<Entry> parts) {
    List<Entry> entries = new ArrayList<>(parts);
    for (Entry entry : service.entries()) {
      String key = entry.name();
      if (!key.equals("url") && !PARTS.contains(key)) {
        entries.add(entry);
      } else if (PARTS.contains(key) && lacks(parts, key)) {
        entries.add(entry);
      }
    }
    return new Mapping(service.file(), service.line(), service.column(), entries);
  }

  private static boolean lacks(List<Entry> parts, String key) {
    return parts.stream().noneMatch(part -> part.name().equals(key));
  }
}
