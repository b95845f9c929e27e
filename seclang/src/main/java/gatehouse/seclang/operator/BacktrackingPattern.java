package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import java.util.regex.Matcher;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A user's own pattern with look-around or back-references, matched by java.util.regex over one
/// char a byte. Reading the value costs steps, so that a hostile value meets a limit instead of
/// holding a thread; a value without an answer by then counts as limit exceeded.
final class BacktrackingPattern implements Pattern {
  /// About 20 ms of backtracking.
  private static final int MAX_STEPS = 2_000_000;

  private static final int[] NONE = new int[0];

  private final java.util.regex.Pattern pattern;

  private BacktrackingPattern(java.util.regex.Pattern pattern) {
    this.pattern = pattern;
  }

  static Pattern compile(Bytes text) throws OperatorFault {
    try {
      return new BacktrackingPattern(
          java.util.regex.Pattern.compile(
              PcreSyntax.toJava(text.toString()),
              java.util.regex.Pattern.DOTALL | java.util.regex.Pattern.UNIX_LINES));
    } catch (PatternSyntaxException e) {
      throw new OperatorFault(Math.max(e.getIndex(), 0), String.valueOf(e.getDescription()));
    }
  }

  @Override
  public boolean find(Bytes value, Probe probe) {
    return groups(value, 0, probe).length > 0;
  }

  @Override
  public @Nullable Screen screen() {
    return null;
  }

  @Override
  public int[] groups(Bytes value, int start, Probe probe) {
    Steps steps = new Steps(Math.min(MAX_STEPS, probe.budget().left()));
    Matcher matcher = pattern.matcher(new Counted(value, 0, value.length(), steps));
    try {
      return matcher.find(start) ? bounds(matcher) : NONE;
    } catch (StepLimit | StackOverflowError e) {
      probe.exhaust();
      return NONE;
    } finally {
      // Many values must not take many times the limit.
      if (!probe.budget().spend(steps.taken)) {
        probe.exhaust();
      }
    }
  }

  private static int[] bounds(Matcher matcher) {
    int[] bounds = new int[2 * Math.min(matcher.groupCount() + 1, Probe.MAX_CAPTURES)];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = i % 2 == 0 ? matcher.start(i / 2) : matcher.end(i / 2);
    }
    return bounds;
  }

  private static final class StepLimit extends RuntimeException {
    private static final long serialVersionUID = 1;

    StepLimit() {
      super("a pattern took too many steps", null, false, false);
    }
  }

  private static final class Steps {
    private final long most;
    private long taken;

    Steps(long most) {
      this.most = most;
    }
  }

  /// The value as chars; sub-sequences share the count of steps.
  private record Counted(Bytes value, int from, int to, Steps steps) implements CharSequence {
    @Override
    public int length() {
      return to - from;
    }

    @Override
    public char charAt(int index) {
      if (++steps.taken > steps.most) {
        throw new StepLimit();
      }
      return (char) value.at(from + index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(value, from + start, from + end, steps);
    }

    @Override
    public String toString() {
      return value.slice(from, to).toString();
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
