package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.TransformationName;
import org.jspecify.annotations.Nullable;

/// `@rx` and `@rxGlobal`: the pattern is found somewhere in the value.
final class Rx implements Operator {
  private final Pattern pattern;
  private final boolean global;

  Rx(Pattern pattern, boolean global) {
    this.pattern = pattern;
    this.global = global;
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    return probe.isCapturing() ? capture(value, probe) : pattern.find(value, probe);
  }

  @Override
  public @Nullable Screen screen() {
    return pattern.screen();
  }

  @Override
  public @Nullable Operator behind(TransformationName step) {
    Pattern behind = pattern.behind(step);
    return behind == null ? null : new Rx(behind, global);
  }

  /// Equal patterns are one object.
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof Rx that && pattern == that.pattern && global == that.global;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(pattern);
  }

  private boolean capture(Bytes value, Probe probe) {
    int start = 0;
    boolean found = false;
    while (start <= value.length() && probe.captureCount() < Probe.MAX_CAPTURES) {
      int[] bounds = pattern.groups(value, start, probe);
      if (bounds.length == 0) {
        return found;
      }
      found = true;
      for (int i = 0; i < bounds.length; i += 2) {
        probe.capture(bounds[i] < 0 ? Bytes.EMPTY : value.slice(bounds[i], bounds[i + 1]));
      }
      if (!global) {
        return true;
      }
      start = Math.max(bounds[1], bounds[0] + 1);
    }
    return found;
  }
}
