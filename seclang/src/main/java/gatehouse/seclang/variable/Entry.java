package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;

/// One value of a collection with its key as it came; of a scalar, with an empty key. It is also
/// all that a scalar has.
public record Entry(Bytes key, Value value) implements Entries {
  @Override
  public void forEach(EntryVisitor visitor) {
    visitor.visit(this);
  }

  @Override
  public void forKey(Bytes wanted, EntryVisitor visitor) {
    if (key.equalsIgnoreCase(wanted)) {
      visitor.visit(this);
    }
  }
}
