package gatehouse.route;

import java.util.Locale;

/// A host of a route, or one of its server names: which names it covers, and at which port.
///
/// @param port 0 for any
record HostPattern(Name name, int port) {

  /// How the text of a pattern is compared.
  enum Kind {
    /// The whole name.
    EXACT,
    /// `*.example.com`: the end, with the dot.
    SUFFIX,
    /// `example.*`: the start, with the dot.
    PREFIX
  }

  /// A name or a part of one, in lower case without trailing dot.
  record Name(Kind kind, String text) {
    boolean covers(String host) {
      return switch (kind) {
        case EXACT -> host.equals(text);
        case SUFFIX -> host.length() > text.length() && host.endsWith(text);
        case PREFIX -> host.length() > text.length() && host.startsWith(text);
      };
    }
  }

  /// Reads a host as a configuration has it.
  static HostPattern of(String text) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > text.lastIndexOf(']');
    String host = (hasPort ? text.substring(0, colon) : text).toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    return new HostPattern(name(host), hasPort ? Integer.parseInt(text.substring(colon + 1)) : 0);
  }

  boolean isWildcard() {
    return name.kind != Kind.EXACT;
  }

  private static Name name(String host) {
    if (host.startsWith("*")) {
      return new Name(Kind.SUFFIX, host.substring(1));
    }
    return host.endsWith("*")
        ? new Name(Kind.PREFIX, host.substring(0, host.length() - 1))
        : new Name(Kind.EXACT, host);
  }
}
