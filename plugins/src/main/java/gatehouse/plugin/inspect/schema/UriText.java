package gatehouse.plugin.inspect.schema;

import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// What is a URI (RFC 3986) or an IRI (RFC 3987), to the letter: the JDK's own class takes ports
/// and user names that are none, and a host that two readers take for different ones is dangerous.
final class UriText {
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";

  private final boolean international;
  private final Predicate<String> ipv6;

  /// @param international whether letters beyond ASCII are allowed
  /// @param ipv6 whether a text is an address of IPv6
  UriText(boolean international, Predicate<String> ipv6) {
    this.international = international;
    this.ipv6 = ipv6;
  }

  /// Whether a text is one with a scheme.
  boolean isAbsolute(String text) {
    int colon = schemeEnd(text);
    return colon > 0 && isRest(text.substring(colon + 1));
  }

  /// Whether a text is one, or the part of one that is relative to another.
  boolean isReference(String text) {
    if (isAbsolute(text)) {
      return true;
    }
    // Section 4.2: a colon in the first segment would make it a scheme.
    int end = first(text, "/?#");
    return text.substring(0, end).indexOf(':') < 0 && isRest(text);
  }

  /// The index of the colon behind a scheme; -1 if there is none.
  private static int schemeEnd(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !isLetter(text.charAt(0))) {
      return -1;
    }
    for (int i = 1; i < colon; i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && !isDigit(c) && "+-.".indexOf(c) < 0) {
        return -1;
      }
    }
    return colon;
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(int c) {
    return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  private static int first(String text, String of) {
    for (int i = 0; i < text.length(); i++) {
      if (of.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /// Everything behind the scheme.
  private boolean isRest(String text) {
    String rest = text;
    if (rest.startsWith("//")) {
      String behind = rest.substring(2);
      int end = first(behind, "/?#");
      if (!isAuthority(behind.substring(0, end))) {
        return false;
      }
      rest = behind.substring(end);
    }
    int pathEnd = first(rest, "?#");
    int hash = rest.indexOf('#');
    String path = rest.substring(0, pathEnd);
    String query = rest.substring(pathEnd, hash < 0 ? rest.length() : hash);
    String fragment = hash < 0 ? "" : rest.substring(hash + 1);
    return consists(path, c -> isPathCharacter(c) || c == '/')
        && consists(
            query, c -> isPathCharacter(c) || c == '/' || c == '?' || international && isPrivate(c))
        && consists(fragment, c -> isPathCharacter(c) || c == '/' || c == '?');
  }

  private boolean isAuthority(String authority) {
    int at = authority.indexOf('@');
    if (at >= 0 && !consists(authority.substring(0, at), c -> isPlain(c) || c == ':')) {
      return false;
    }
    String place = authority.substring(at + 1);
    int hostEnd = place.startsWith("[") ? place.indexOf(']') + 1 : first(place, ":");
    if (place.startsWith("[") && hostEnd == 0) {
      return false;
    }
    String host = place.substring(0, hostEnd);
    String port = place.substring(hostEnd);
    boolean hasPort =
        port.isEmpty() || port.startsWith(":") && port.chars().skip(1).allMatch(UriText::isDigit);
    return hasPort && (host.startsWith("[") ? isLiteral(host) : consists(host, this::isPlain));
  }

  /// Section 3.2.2: an address of IPv6 or of a version to come, in brackets.
  private boolean isLiteral(String host) {
    String address = host.substring(1, host.length() - 1);
    int dot = address.indexOf('.');
    if (address.isEmpty() || Character.toLowerCase(address.charAt(0)) != 'v') {
      return ipv6.test(address);
    }
    return dot > 1
        && dot < address.length() - 1
        && address.substring(1, dot).chars().allMatch(UriText::isHex)
        && address
            .substring(dot + 1)
            .chars()
            .allMatch(c -> isUnreserved(c) || SUB_DELIMITERS.indexOf(c) >= 0 || c == ':');
  }

  private boolean isPathCharacter(int c) {
    return isPlain(c) || c == ':' || c == '@';
  }

  private boolean isPlain(int c) {
    return isUnreserved(c) || SUB_DELIMITERS.indexOf(c) >= 0 || international && isForeign(c);
  }

  private static boolean isUnreserved(int c) {
    return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
  }

  /// RFC 3987, section 2.2: `ucschar`.
  private static boolean isForeign(int c) {
    return c >= 0xA0 && c <= 0xD7FF
        || c >= 0xF900 && c <= 0xFDCF
        || c >= 0xFDF0 && c <= 0xFFEF
        || c >= 0x10000 && c < 0xF0000 && (c & 0xFFFF) < 0xFFFE && (c < 0xE0000 || c >= 0xE1000);
  }

  private static boolean isPrivate(int c) {
    return c >= 0xE000 && c <= 0xF8FF || c >= 0xF0000 && (c & 0xFFFF) < 0xFFFE;
  }

  /// Whether a text has such characters and whole escapes only.
  private static boolean consists(String text, IntPredicate of) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '%') {
        boolean escape =
            i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2));
        if (!escape) {
          return false;
        }
        i += 3;
      } else if (of.test(c)) {
        i += Character.charCount(c);
      } else {
        return false;
      }
    }
    return true;
  }
}
