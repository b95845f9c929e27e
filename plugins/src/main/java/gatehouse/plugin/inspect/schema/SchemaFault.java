package gatehouse.plugin.inspect.schema;

/// Why a schema cannot be used.
public final class SchemaFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  SchemaFault(String pointer, String message) {
    super(message);
    this.pointer = pointer;
  }

  /// A fault of the whole schema.
  public static SchemaFault of(String message) {
    return new SchemaFault("", message);
  }

  /// Where in the schema, as a JSON pointer; empty for the whole or where the place is not known.
  public String pointer() {
    return pointer;
  }
}
