package gatehouse.flow;

/// The name part of a Host value.
final class TargetHost {
  private TargetHost() {}

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
