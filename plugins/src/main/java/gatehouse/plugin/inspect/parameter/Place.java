package gatehouse.plugin.inspect.parameter;

import java.util.Locale;

/// Where a request has a parameter.
public enum Place {
  /// An argument of the query.
  QUERY,
  /// A header field.
  HEADER,
  /// A part of the path.
  PATH,
  /// A cookie.
  COOKIE;

  /// As documents and messages name it.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
