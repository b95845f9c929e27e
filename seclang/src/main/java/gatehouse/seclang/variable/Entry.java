package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;

/// One value of a collection with its key as it came; of a scalar, with an empty key.
public record Entry(Bytes key, Value value) {}
