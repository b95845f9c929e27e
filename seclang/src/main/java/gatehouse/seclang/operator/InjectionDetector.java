package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;

/// Recognises one kind of injection by its grammar rather than by patterns. Thread-safe.
@FunctionalInterface
public interface InjectionDetector {
  /// What was recognised (a fingerprint, or the value itself), or null when the value is harmless.
  @Nullable Bytes detect(Bytes value);
}
