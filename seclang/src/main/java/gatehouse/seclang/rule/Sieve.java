package gatehouse.seclang.rule;

import gatehouse.regex.ByteGroups;
import gatehouse.regex.Literals;
import gatehouse.seclang.operator.Screen;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Drops tests that a value proves to be false: by its length, by which bytes occur in it, and by
/// one pass for all words that patterns and phrase lists require. Immutable but for what it
/// remembers, shared by all threads.
final class Sieve {
  private static final int MAX_LENGTH = 64;

  /// Trying fewer tests than these costs less than the pass for words.
  private static final int LITERALS_FROM = 2;

  /// In a text from this length on, these many tests cost as much as a pass for words.
  private static final int LONG = 512;

  private static final int WORTH_A_PASS = 4;

  private static final int MAX_GATES = 1_024;

  /// The tests that texts with the same marks (bytes other than letters) may pass.
  private static final class Gate {
    private final long marks;
    private final long[] tests;

    Gate(long marks, long[] tests) {
      this.marks = marks;
      this.tests = tests;
    }
  }

  private static final long[] NO_MASKS = {};

  private final int count;
  private final int words;
  private final long[] needsLiteral;
  private final Literals literals;

  /// For each length up to the largest, the tests that need no more.
  private final long[][] longEnough;

  /// For each test, the masks of which a byte must occur each, the narrowest first.
  private final long[][] masks;

  /// The different masks, letters as one.
  private final long[] demands;

  /// For each of them the tests that it holds of.
  private final long[][] demanding;

  private final @Nullable Gate[] gates = new Gate[MAX_GATES];

  /// From the tests in the order of their numbers.
  Sieve(List<Test> tests) {
    count = tests.size();
    words = (count + 63) / 64;
    needsLiteral = new long[words];
    longEnough = new long[MAX_LENGTH + 1][words];
    masks = new long[count][];
    List<List<byte[]>> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Test test = tests.get(i);
      Screen screen = test.negated() ? null : test.operator().screen();
      words.add(screen == null ? List.of() : screen.literals());
      add(screen, i);
    }
    literals = Literals.of(words);
    Map<Long, long[]> byMask = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      for (long mask : masks[i]) {
        Tests.set(byMask.computeIfAbsent(withoutLetters(mask), _ -> new long[this.words]), i);
      }
    }
    demands = byMask.keySet().stream().mapToLong(Long::longValue).toArray();
    demanding = byMask.values().toArray(new long[0][]);
  }

  private void add(@Nullable Screen screen, int test) {
    int least = screen == null ? 0 : screen.minLength();
    for (int length = Math.min(least, MAX_LENGTH); length <= MAX_LENGTH; length++) {
      Tests.set(longEnough[length], test);
    }
    masks[test] = NO_MASKS;
    if (screen != null) {
      masks[test] =
          screen.masks().stream()
              .sorted(Comparator.comparingInt(Long::bitCount))
              .mapToLong(Long::longValue)
              .toArray();
      if (!screen.literals().isEmpty()) {
        Tests.set(needsLiteral, test);
      }
    }
  }

  /// Takes out of `tests` those that are certainly false, and gives which groups of bytes occur.
  /// `waiting` and `scratch` are as long as `tests` and are overwritten.
  long sift(Bytes value, long[] tests, long[] waiting, long[] scratch) {
    long presence = value.groups();
    long[] passing = gate(presence);
    long[] long1 = longEnough[Math.min(value.length(), MAX_LENGTH)];
    int count = 0;
    for (int i = 0; i < words; i++) {
      tests[i] &= passing[i] & long1[i];
      waiting[i] = tests[i] & needsLiteral[i];
      count += Long.bitCount(waiting[i]);
    }
    if (count >= (value.length() < LONG ? LITERALS_FROM : WORTH_A_PASS + 1)) {
      Arrays.fill(scratch, 0, words, 0);
      literals.scan(value.array(), value.from(), value.to(), waiting, scratch);
      for (int i = 0; i < words; i++) {
        tests[i] &= scratch[i] | ~needsLiteral[i];
      }
    }
    return presence;
  }

  /// Whether any of the tests below a step may come out true behind it.
  boolean mayPassBelow(StepTree.Node node, Transformation step, Bytes value, long[] wanted) {
    long[] passing = gate(value.groups() | node.added);
    long[] enough = longEnough[Math.min(step.mostBytes(value), MAX_LENGTH)];
    for (int i = 0; i < words; i++) {
      long rest = node.below[i] & wanted[i];
      if ((rest & (passing[i] | node.decoded[i]) & (enough[i] | node.grown[i])) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether a value with these groups of bytes may pass a test.
  boolean mayPass(int test, long presence) {
    for (long mask : masks[test]) {
      if ((presence & mask) == 0) {
        return false;
      }
    }
    return true;
  }

  private long[] gate(long presence) {
    long marks = withoutLetters(presence);
    int place = (int) ((marks * 0x9E37_79B9_7F4A_7C15L) >>> 54) & MAX_GATES - 1;
    Gate known = gates[place];
    if (known != null && known.marks == marks) {
      return known.tests;
    }
    // Bits beyond the tests do no harm: what passes is only ever looked for among tests.
    long[] passing = new long[words];
    Arrays.fill(passing, -1);
    for (int i = 0; i < demands.length; i++) {
      if ((demands[i] & marks) == 0) {
        Tests.removeAll(passing, demanding[i]);
      }
    }
    gates[place] = new Gate(marks, passing);
    return passing;
  }

  /// All letters as one: there would be too many combinations to remember.
  private static long withoutLetters(long groups) {
    long letters = groups & ByteGroups.LETTERS;
    return groups & ~ByteGroups.LETTERS | (letters == 0 ? 0 : 1);
  }
}
