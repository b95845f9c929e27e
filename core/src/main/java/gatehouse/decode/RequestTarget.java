package gatehouse.decode;

import org.jspecify.annotations.Nullable;

/// The target of a request, read once.
///
/// @param scheme `http` or `https` of an absolute target; else null
/// @param authority of an absolute target, where it wins over the Host field; else null
/// @param origin path and query as sent: an absolute target without scheme and authority
/// @param rawPath the path as sent, `/` where an absolute target has none
/// @param query as sent, without its question mark; null when there is none
/// @param path what the path means, or why it is refused
/// @param fault a breach of the grammar, for which the request is refused at once and nothing else
///   here counts; null if there is none
public record RequestTarget(
    Form form,
    @Nullable String scheme,
    @Nullable Authority authority,
    String origin,
    String rawPath,
    @Nullable String query,
    CanonicalPath path,
    @Nullable BadTarget fault) {

  /// The forms of RFC 9112, section 3.2; the one of CONNECT is not served.
  public enum Form {
    /// A path.
    ORIGIN,
    /// A whole URI.
    ABSOLUTE,
    /// `*`, the server itself; for OPTIONS only.
    ASTERISK
  }

  /// Reads a target; a bad one comes back with its fault.
  ///
  /// @param target as sent, one character for each byte
  public static RequestTarget parse(String target) {
    if (target.startsWith("/")) {
      return origin(Form.ORIGIN, null, null, target);
    }
    if (target.equals("*")) {
      CanonicalPath server = CanonicalPath.opaque(target);
      return new RequestTarget(Form.ASTERISK, null, null, target, target, null, server, null);
    }
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return absolute("http", target, 7);
    }
    if (target.regionMatches(true, 0, "https://", 0, 8)) {
      return absolute("https", target, 8);
    }
    return refused(target, BadTarget.FORM);
  }

  private static RequestTarget absolute(String scheme, String target, int from) {
    int end = from;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      if (target.charAt(end) == '@') {
        return refused(target, BadTarget.USERINFO);
      }
      end++;
    }
    Authority authority = Authority.parse(target.substring(from, end));
    if (authority == null) {
      return refused(target, BadTarget.AUTHORITY);
    }
    String rest = target.substring(end);
    String origin = rest.startsWith("/") ? rest : "/" + rest;
    return origin(Form.ABSOLUTE, scheme, authority, origin);
  }

  private static RequestTarget origin(
      Form form, @Nullable String scheme, @Nullable Authority authority, String origin) {
    int mark = -1;
    for (int i = 0; i < origin.length(); i++) {
      char c = origin.charAt(i);
      if (PathChars.kind(c) == PathChars.FORBIDDEN) {
        return refused(origin, c == '#' ? BadTarget.FRAGMENT : BadTarget.CHARACTER);
      }
      if (c == '?' && mark < 0) {
        mark = i;
      }
    }
    String rawPath = mark < 0 ? origin : origin.substring(0, mark);
    String query = mark < 0 ? null : origin.substring(mark + 1);
    CanonicalPath path = CanonicalPath.of(rawPath);
    return new RequestTarget(form, scheme, authority, origin, rawPath, query, path, null);
  }

  private static RequestTarget refused(String target, BadTarget fault) {
    CanonicalPath none = CanonicalPath.refused(target, fault);
    return new RequestTarget(Form.ORIGIN, null, null, target, target, null, none, fault);
  }
}
