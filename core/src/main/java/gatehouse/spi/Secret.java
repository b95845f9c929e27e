package gatehouse.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A text that must not be printed; `toString` is `***`.
public final class Secret {
  private final String value;

  /// Wraps a secret.
  public Secret(String value) {
    this.value = value;
  }

  /// The secret itself, for the one place that uses it.
  public String reveal() {
    return value;
  }

  /// Compares in time that does not depend on where the two differ.
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Secret other && matches(other.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
