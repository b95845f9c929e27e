package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import org.jspecify.annotations.Nullable;

/// Remembers what steps made of long values, for the rules of one transaction that are evaluated
/// one by one: many begin with the same steps. One thread at a time.
final class StepMemo {
  /// Doing a step again costs less for a shorter value than looking here.
  private static final int LONG = 1_024;

  /// As many as the chains of a rule set go through between two rules that begin alike.
  private static final int PLACES = 8;

  /// What a step costs beside an operator that reads a value once: it reads its input and writes
  /// and compares its output.
  private static final int PASSES = 3;

  private final @Nullable Transformation[] steps = new Transformation[PLACES];
  private final @Nullable Bytes[] inputs = new Bytes[PLACES];
  private final @Nullable Bytes[] outputs = new Bytes[PLACES];
  private int oldest;

  @SuppressWarnings("ReferenceEquality") // Results are shared by identity, so inputs are too.
  Bytes through(Transformation step, Bytes input, Probe probe) {
    if (input.length() < LONG) {
      return step.apply(input);
    }
    if (step.changesNothing(input)) {
      return input;
    }
    for (int i = 0; i < PLACES; i++) {
      Bytes known = outputs[i];
      if (inputs[i] == input && known != null && step.equals(steps[i])) {
        return known;
      }
    }
    probe.read((long) PASSES * input.length());
    Bytes output = step.run(input);
    steps[oldest] = step;
    inputs[oldest] = input;
    outputs[oldest] = output;
    oldest = (oldest + 1) % PLACES;
    return output;
  }
}
