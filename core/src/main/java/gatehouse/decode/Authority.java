package gatehouse.decode;

import gatehouse.spi.IpAddress;
import org.jspecify.annotations.Nullable;

/// The host and port a client asks for, from a Host field, an `:authority` or an absolute target.
///
/// @param host lower case without trailing dot: a name of letters, digits, `-`, `_` and dots, an
///   IPv4 address, or an IPv6 address in brackets, written as RFC 5952 wants it
/// @param port 1 to 65535; [#NO_PORT] if none is named
public record Authority(String host, int port) {
  /// In place of a port that is not named.
  public static final int NO_PORT = -1;

  /// The longest name DNS can hold, with a trailing dot.
  private static final int MAX_HOST = 254;

  /// Reads an authority; null if it is invalid. Narrower than RFC 3986 allows: escapes, sub-delims,
  /// an empty name, an empty port and numbers that only some resolvers read as an address (`127.1`,
  /// `0x7f.1`) are refused, because no honest client sends them and servers differ.
  public static @Nullable Authority parse(String text) {
    if (text.startsWith("[")) {
      return parseLiteral(text);
    }
    boolean hasUpper = false;
    int end = 0;
    int label = 0;
    while (end < text.length() && text.charAt(end) != ':') {
      char c = text.charAt(end);
      if (c == '.') {
        if (end == label) {
          return null;
        }
        label = end + 1;
      } else if (!isNameChar(c)) {
        return null;
      }
      hasUpper |= c >= 'A' && c <= 'Z';
      end++;
    }
    if (end == 0 || end > MAX_HOST) {
      return null;
    }
    int port = parsePort(text, end);
    String name = text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    if (port == 0 || isNumeric(name) && !isIpv4(name)) {
      return null;
    }
    return new Authority(hasUpper ? lower(name) : name, port);
  }

  private static @Nullable Authority parseLiteral(String text) {
    int close = text.indexOf(']');
    // A zone or an address of the future has other characters; 45 is the longest IPv6 text.
    if (close < 0 || close > 46) {
      return null;
    }
    String inside = text.substring(1, close);
    IpAddress address = inside.indexOf(':') >= 0 ? IpAddress.parse(inside) : null;
    int port = parsePort(text, close + 1);
    if (address == null || port == 0) {
      return null;
    }
    return new Authority((address.v4() ? "[::ffff:" : "[") + address + "]", port);
  }

  /// The port after a colon at an index; [#NO_PORT] at the end of the text, 0 for anything else.
  private static int parsePort(String text, int at) {
    if (at == text.length()) {
      return NO_PORT;
    }
    int digits = text.length() - at - 1;
    if (text.charAt(at) != ':' || digits < 1 || digits > 5) {
      return 0;
    }
    int port = 0;
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return 0;
      }
      port = port * 10 + c - '0';
    }
    return port > 65535 ? 0 : port;
  }

  /// Whether the last label is a number, as the URL standard reads it: then it can only be an
  /// address.
  private static boolean isNumeric(String name) {
    int from = name.lastIndexOf('.') + 1;
    if (name.startsWith("0x", from) || name.startsWith("0X", from)) {
      return true;
    }
    for (int i = from; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv4(String name) {
    IpAddress address = IpAddress.parse(name);
    return address != null && address.v4();
  }

  private static boolean isNameChar(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_';
  }

  private static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  /// As it is written in a Host field.
  @Override
  public String toString() {
    return port == NO_PORT ? host : host + ":" + port;
  }
}
