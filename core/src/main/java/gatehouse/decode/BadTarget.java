package gatehouse.decode;

/// Why a request target, or a path in it, is refused with 400.
public enum BadTarget {
  /// Neither a path, an `http` URI nor `*` (RFC 9112, section 3.2).
  FORM(true, "target is neither a path, an http URI nor *"),
  /// A blank, a control character or a byte that no URI holds (RFC 3986, section 2).
  CHARACTER(true, "character that no URI holds"),
  /// `#`: what follows is not sent in a request, and servers differ in what they cut off.
  FRAGMENT(true, "fragment in the target"),
  /// `user@` in an authority (RFC 9110, section 4.2.4).
  USERINFO(true, "user information in the authority"),
  /// A host or port that is none.
  AUTHORITY(true, "invalid authority"),
  /// `%` without two hexadecimal digits, or escapes that are no UTF-8.
  MALFORMED_ESCAPE(false, "malformed escape"),
  /// A character in more bytes than it needs, e.g. `%C0%AF` for a slash.
  OVERLONG_ESCAPE(false, "overlong escape"),
  /// `%00`.
  NUL(false, "NUL"),
  /// A backslash, as it is or escaped: some servers read it as a slash.
  BACKSLASH(false, "backslash"),
  /// `%252F` and its kind, which mean a separator to whoever decodes twice.
  DOUBLE_ESCAPE(false, "double escape"),
  /// `..` that leaves the root.
  ABOVE_ROOT(false, "path climbs above the root"),
  /// A dot segment or an empty one hidden behind parameters or an encoded slash: `..;`, `..%2F`.
  HIDDEN_SEGMENT(false, "hidden dot segment"),
  /// `%2F` on a route that does not allow it.
  ENCODED_SLASH(false, "encoded slash"),
  /// `;` on a route that does not allow it.
  PATH_PARAMETERS(false, "path parameters");

  private final boolean isGrammar;
  private final String reason;

  BadTarget(boolean isGrammar, String reason) {
    this.isGrammar = isGrammar;
    this.reason = reason;
  }

  /// Whether the target breaks the grammar and is refused at once; other paths are shown to a
  /// global firewall first.
  public boolean isGrammar() {
    return isGrammar;
  }

  /// What was wrong, for the log.
  public String reason() {
    return reason;
  }
}
