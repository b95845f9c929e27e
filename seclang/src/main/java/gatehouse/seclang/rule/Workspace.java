package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a matcher needs while it looks at one value: the byte strings that transformations made of
/// it, each with the tests that see it. Kept by its thread, so that looking allocates nothing.
final class Workspace {
  private int words;
  private @Nullable Bytes[] bytes = new Bytes[16];
  private long[][] tests = new long[16][0];
  private int groups;
  private @Nullable Transformation[] steps = new Transformation[16];
  private @Nullable Bytes[] inputs = new Bytes[16];
  private @Nullable Bytes[] outputs = new Bytes[16];
  private int runs;
  private long[] literals = new long[0];
  private long[] waiting = new long[0];
  private long[] hits = new long[0];
  private boolean anyHit;

  void begin(int newWords) {
    words = newWords;
    if (literals.length < words) {
      literals = new long[words];
      waiting = new long[words];
      hits = new long[words];
    }
    if (anyHit) {
      Arrays.fill(hits, 0);
      anyHit = false;
    }
  }

  /// Lets go of the byte strings: of one long value there may be thirty, and the thread may not
  /// look at another for hours. What stays is as large as the rules, never as a request.
  void end() {
    Arrays.fill(bytes, 0, groups, null);
    Arrays.fill(inputs, 0, runs, null);
    Arrays.fill(outputs, 0, runs, null);
    groups = 0;
    runs = 0;
  }

  /// Has those of `some` that are wanted see a byte string.
  void add(Bytes value, long[] some, long[] wanted) {
    if (!Tests.intersect(some, wanted)) {
      return;
    }
    int place = group(value);
    long[] group = tests[place];
    for (int i = 0; i < words; i++) {
      group[i] |= some[i] & wanted[i];
    }
  }

  @SuppressWarnings("ReferenceEquality") // Only spares the comparison.
  private int group(Bytes value) {
    for (int i = 0; i < groups; i++) {
      Bytes known = bytes[i];
      if (known == value || (known != null && known.hasSameBytes(value))) {
        return i;
      }
    }
    if (groups == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * groups);
      tests = Arrays.copyOf(tests, 2 * groups);
      Arrays.fill(tests, groups, 2 * groups, new long[0]);
    }
    bytes[groups] = value;
    if (tests[groups].length < words) {
      tests[groups] = new long[words];
    } else {
      Arrays.fill(tests[groups], 0);
    }
    return groups++;
  }

  /// The result of a step, which different chains may share.
  @SuppressWarnings("ReferenceEquality") // Results are shared by identity, so inputs are too.
  Bytes through(Transformation step, Bytes input) {
    for (int i = 0; i < runs; i++) {
      Bytes known = outputs[i];
      if (inputs[i] == input && known != null && step.equals(steps[i])) {
        return known;
      }
    }
    if (runs == steps.length) {
      steps = Arrays.copyOf(steps, 2 * runs);
      inputs = Arrays.copyOf(inputs, 2 * runs);
      outputs = Arrays.copyOf(outputs, 2 * runs);
    }
    Bytes output = step.run(input);
    steps[runs] = step;
    inputs[runs] = input;
    outputs[runs++] = output;
    return output;
  }

  /// How many steps were run.
  int steps() {
    return runs;
  }

  int groups() {
    return groups;
  }

  Bytes bytes(int group) {
    Bytes value = bytes[group];
    return value == null ? Bytes.EMPTY : value;
  }

  long[] tests(int group) {
    return tests[group];
  }

  long[] literals() {
    return literals;
  }

  long[] waiting() {
    return waiting;
  }

  void hit(int test) {
    Tests.set(hits, test);
    anyHit = true;
  }

  /// The tests that were true, null when there are none.
  long @Nullable [] hits() {
    return anyHit ? Arrays.copyOf(hits, words) : null;
  }
}
