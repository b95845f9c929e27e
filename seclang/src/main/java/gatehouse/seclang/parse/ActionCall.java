package gatehouse.seclang.parse;

import org.jspecify.annotations.Nullable;

/// One action of a rule as written. The value is empty when there is none; `ctl` is what it says if
/// it is one.
public record ActionCall(Position at, ActionName name, Text value, @Nullable Ctl ctl) {
  @Override
  public String toString() {
    return value.isEmpty() ? name.spelling() : name.spelling() + ":" + value;
  }
}
