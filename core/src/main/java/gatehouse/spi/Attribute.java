package gatehouse.spi;

/// A key under which a plugin puts something away in an exchange; compared by identity.
public final class Attribute<T> {
  private final Class<T> type;
  private final String name;

  /// A new key for values of a type.
  public Attribute(Class<T> type, String name) {
    this.type = type;
    this.name = name;
  }

  /// The type of the values.
  public Class<T> type() {
    return type;
  }

  @Override
  public String toString() {
    return name;
  }
}
