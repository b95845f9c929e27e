package gatehouse.spi.schema;

/// A configuration record with rules across its fields, checked after each field was bound.
public interface Checked {
  /// Reports what is wrong; the fields hold their final values.
  void check(Check check);
}
