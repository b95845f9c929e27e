package gatehouse.seclang.variable;

/// How many values a variable has.
public enum Kind {
  /// Exactly one value, which is empty when nothing is known.
  SCALAR,
  /// Any number of values under keys; none at all when it is empty.
  COLLECTION
}
