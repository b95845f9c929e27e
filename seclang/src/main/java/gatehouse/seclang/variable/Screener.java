package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;

/// Finds, by one look at a value, operators that cannot match it.
public interface Screener {
  /// Sets the bit of each operator that certainly does not match. `scratch` is as long as `decided`
  /// and may be overwritten.
  void decide(Bytes value, long[] decided, long[] scratch);
}
