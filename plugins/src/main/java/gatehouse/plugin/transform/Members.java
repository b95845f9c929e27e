package gatehouse.plugin.transform;

/// Named values that transformers edit: headers, a query, the fields of a body.
///
/// Names are texts. Values are rows of bytes, one character for each (see
/// [gatehouse.plugin.template.Template]), because that is what headers and forms hold.
interface Members {
  /// The most members of a body that are read.
  int MOST = 10_000;

  /// The largest body that is changed on the event loop.
  int LOOP = 64 << 10;

  /// Whether a value of that name is there.
  boolean has(String name);

  /// Takes all values of that name away.
  void remove(String name);

  /// Gives the values of one name to another, in place of what that has.
  void rename(String from, String to);

  /// Puts one value in place of all of that name.
  void set(String name, String value);

  /// Adds a value to those of that name.
  void append(String name, String value);
}
