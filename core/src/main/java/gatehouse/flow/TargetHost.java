package gatehouse.flow;

/// Host values: with their port, and without.
final class TargetHost {
  private TargetHost() {}

  /// A name with its port, unless that is the usual one or the name has one already.
  static String withPort(String name, int port, int defaultPort) {
    boolean named = name.lastIndexOf(':') > name.lastIndexOf(']');
    return named || port == defaultPort ? name : name + ":" + port;
  }

  /// The host without its port; an IPv6 literal without its brackets.
  static String withoutPort(String authority) {
    if (authority.startsWith("[")) {
      int close = authority.indexOf(']');
      return close < 0 ? authority : authority.substring(1, close);
    }
    int colon = authority.lastIndexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }
}
