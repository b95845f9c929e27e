package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;

/// The values of one variable in the order of their arrival. Keys compare without regard to ASCII
/// case.
public interface Entries {
  /// Hands every entry to the visitor.
  void forEach(EntryVisitor visitor);

  /// Hands the entries under a key, given in lower case, to the visitor.
  void forKey(Bytes key, EntryVisitor visitor);
}
