package gatehouse.decode;

import org.jspecify.annotations.Nullable;

/// A request target in absolute form, taken apart (RFC 9112, section 3.2.2).
///
/// @param authority without user information, which is refused
/// @param origin path and query; `/` where the target has no path
record AbsoluteTarget(String authority, String origin) {

  /// Takes a target that does not begin with a slash apart; null for `*`, which only OPTIONS may
  /// ask.
  static @Nullable AbsoluteTarget read(RequestLine line) throws BadMessage {
    String target = line.target();
    if (target.equals("*") && line.method().equals("OPTIONS") || line.method().equals("CONNECT")) {
      return null;
    }
    int start;
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      start = 7;
    } else if (target.regionMatches(true, 0, "https://", 0, 8)) {
      start = 8;
    } else {
      throw BadMessage.malformed("target");
    }
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String authority = target.substring(start, end);
    if (authority.isEmpty() || authority.indexOf('@') >= 0) {
      throw BadMessage.malformed("authority of the target");
    }
    String rest = target.substring(end);
    return new AbsoluteTarget(authority, rest.startsWith("/") ? rest : "/" + rest);
  }
}
