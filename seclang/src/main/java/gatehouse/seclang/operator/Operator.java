package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.TransformationName;
import org.jspecify.annotations.Nullable;

/// A test of one byte string, its parameter built in. Immutable and shared by all threads; what it
/// finds besides yes or no goes to the probe.
@FunctionalInterface
public interface Operator {
  boolean matches(Bytes value, Probe probe);

  /// What a value needs to match, null when that is not worth knowing.
  default @Nullable Screen screen() {
    return null;
  }

  /// The operator that answers for a value as this one does for the transformed value; null when
  /// there is none. Captures differ.
  default @Nullable Operator behind(TransformationName step) {
    return null;
  }
}
