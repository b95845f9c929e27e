package gatehouse.config;

import gatehouse.spi.IpAddress;
import org.jspecify.annotations.Nullable;

/// What host names may look like, with and without ports and wildcards.
final class HostForms {
  private static final int LONGEST = 253;
  private static final String NOT_A_HOST = "not a valid hostname or ip address";

  private HostForms() {}

  /// A name or address without port.
  static @Nullable String host(String text) {
    if (isAddress(text) || isName(text)) {
      return null;
    }
    return hasPort(text) ? "must not have a port" : NOT_A_HOST;
  }

  /// A name, not an address.
  static @Nullable String hostName(String text) {
    if (isAddress(text)) {
      return "must not be an IP";
    }
    if (isName(text)) {
      return null;
    }
    return hasPort(text) ? "must not have a port" : "not a valid hostname";
  }

  /// A name or address, with or without port.
  static @Nullable String hostAndPort(String text) {
    if (isAddress(text) || isName(text)) {
      return null;
    }
    return hasPort(text) ? portIn(text) : NOT_A_HOST;
  }

  /// A name with at most one wildcard label, with or without port.
  static @Nullable String routeHost(String text) {
    long stars = text.chars().filter(c -> c == '*').count();
    if (stars == 0) {
      return hostAndPort(text);
    }
    String name = hasPort(text) ? text.substring(0, text.lastIndexOf(':')) : text;
    String complaint = wildcard(name, stars);
    return complaint != null || !hasPort(text) ? complaint : portIn(text.replace("*", "x"));
  }

  /// A server name: as a route's host, but without port, and `*` alone means any.
  static @Nullable String sni(String text) {
    if (text.equals("*")) {
      return null;
    }
    if (hasPort(text)) {
      return "must not have a port";
    }
    long stars = text.chars().filter(c -> c == '*').count();
    return stars == 0 ? hostName(text) : wildcard(text, stars);
  }

  private static @Nullable String wildcard(String name, long stars) {
    if (stars > 1) {
      return "invalid wildcard: must have at most one wildcard";
    }
    if (!name.startsWith("*.") && !name.endsWith(".*")) {
      return "invalid wildcard: must be placed at leftmost or rightmost label";
    }
    return isName(name.replace("*", "x")) ? null : "not a valid hostname";
  }

  private static @Nullable String portIn(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    if (!isAddress(host) && !isName(host)) {
      return NOT_A_HOST;
    }
    String port = text.substring(colon + 1);
    return port.length() <= 5 && Integer.parseInt(port) <= 65535 ? null : "invalid port number";
  }

  /// Whether the text ends with a colon and digits, and is not an IPv6 address.
  static boolean hasPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || colon == text.length() - 1 || isAddress(text)) {
      return false;
    }
    return text.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static boolean isAddress(String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    return IpAddress.parse(brackets ? text.substring(1, text.length() - 1) : text) != null;
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    int label = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.' ? label == 0 : !Forms.isAlphanumeric(c) && c != '-' && c != '_') {
        return false;
      }
      label = c == '.' ? 0 : label + 1;
      if (label > 63) {
        return false;
      }
    }
    return label > 0;
  }
}
