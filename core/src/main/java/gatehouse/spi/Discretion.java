package gatehouse.spi;

/// What no log may show: the values of header fields, arguments and members of bodies in which
/// credentials travel. Goes by their names: those that speak for themselves, and those that the
/// plugins of the configuration name ([NamesCredentials]).
public interface Discretion {
  /// Whether a value of that name is a secret: an argument's of a query or a form, or a member's of
  /// a body.
  boolean hides(String name);

  /// Whether a header field's value is a secret as a whole.
  ///
  /// @param lowerName the field's name in lower case
  boolean hidesHeader(String lowerName);

  /// The value of a header field as logs may show it: whole, masked, or with the secrets masked
  /// that an address in it holds.
  ///
  /// @param lowerName the field's name in lower case
  String header(String lowerName, String value);

  /// A path, request target or whole address with the secrets in it masked.
  String address(String address);
}
