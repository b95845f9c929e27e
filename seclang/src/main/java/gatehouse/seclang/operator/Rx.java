package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
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
    if (!pattern.find(value, probe)) {
      return false;
    }
    if (probe.isCapturing()) {
      capture(value, probe);
    }
    return true;
  }

  @Override
  public @Nullable Screen screen() {
    return pattern.screen();
  }

  private void capture(Bytes value, Probe probe) {
    int start = 0;
    while (start <= value.length() && probe.captureCount() < Probe.MAX_CAPTURES) {
      int[] bounds = pattern.groups(value, start, probe);
      if (bounds.length == 0) {
        return;
      }
      for (int i = 0; i < bounds.length; i += 2) {
        probe.capture(bounds[i] < 0 ? Bytes.EMPTY : value.slice(bounds[i], bounds[i + 1]));
      }
      if (!global) {
        return;
      }
      start = Math.max(bounds[1], bounds[0] + 1);
    }
  }
}
