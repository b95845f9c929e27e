package gatehouse.seclang.operator;

import gatehouse.regex.Facts;
import gatehouse.regex.Match;
import gatehouse.regex.Outcome;
import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.TransformationName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A pattern matched by an automaton, in time linear in the value.
final class LinearPattern implements Pattern {
  private static final int[] NONE = new int[0];

  /// A rule set has some three hundred automata. Traffic needs about a hundred states of each; an
  /// attacker who makes all of them grow must not take the heap (measured: over 1 GiB at 4 MiB
  /// each).
  private static final RegexOptions OPTIONS = RegexOptions.SECLANG.withTable(4_000, 256 << 10);

  /// A longer pattern is a fault when it cannot be matched in linear time, as it is for PCRE:
  /// java.util.regex takes a time that grows with the square to compile some.
  private static final int MAX_BACKTRACKING = 16 << 10;

  private final Regex regex;
  private volatile @Nullable Pattern behindLower;
  private volatile @Nullable Pattern behindUpper;

  private LinearPattern(Regex regex) {
    this.regex = regex;
  }

  static Pattern compile(Bytes pattern, List<String> warnings) throws OperatorFault {
    String text = escapeHigh(pattern);
    try {
      return new LinearPattern(Regex.compile(text, OPTIONS));
    } catch (RegexFault fault) {
      if (fault.kind() == RegexFault.Kind.SYNTAX) {
        throw new OperatorFault(fault.position(), String.valueOf(fault.getMessage()));
      }
      if (pattern.length() > MAX_BACKTRACKING) {
        throw new OperatorFault(
            fault.position(),
            fault.getMessage() + "; for lists of words there are @pm and @pmFromFile");
      }
      warnings.add(
          "this pattern cannot be matched in linear time ("
              + fault.getMessage()
              + "); it runs under a step limit");
      return BacktrackingPattern.compile(pattern);
    }
  }

  /// Bytes beyond ASCII mean themselves, not the characters that they may spell together.
  private static String escapeHigh(Bytes pattern) {
    StringBuilder text = new StringBuilder(pattern.length());
    for (int i = 0; i < pattern.length(); i++) {
      int c = pattern.at(i);
      if (c < 0x80) {
        text.append((char) c);
      } else {
        text.append("\\x")
            .append((char) Ascii.hexDigit(c >> 4))
            .append((char) Ascii.hexDigit(c & 15));
      }
    }
    return text.toString();
  }

  @Override
  public @Nullable Pattern behind(TransformationName step) {
    return switch (step) {
      case LOWERCASE -> {
        Pattern known = behindLower;
        if (known == null) {
          known = through(Ascii::lower);
          behindLower = known;
        }
        yield known;
      }
      case UPPERCASE -> {
        Pattern known = behindUpper;
        if (known == null) {
          known = through(Ascii::upper);
          behindUpper = known;
        }
        yield known;
      }
      default -> null;
    };
  }

  private Pattern through(IntUnaryOperator mapping) {
    byte[] map = new byte[256];
    for (int c = 0; c < map.length; c++) {
      map[c] = (byte) mapping.applyAsInt(c);
    }
    try {
      return new LinearPattern(Regex.compile(regex.pattern(), OPTIONS, map));
    } catch (RegexFault fault) {
      throw new IllegalStateException("compiled before: " + regex, fault);
    }
  }

  @Override
  public boolean find(Bytes value, Probe probe) {
    return decided(regex.find(value.array(), value.from(), value.to(), probe.budget()), probe);
  }

  @Override
  public Screen screen() {
    Facts facts = regex.facts();
    List<Long> masks = new ArrayList<>();
    for (int i = 0; i < facts.maskCount(); i++) {
      masks.add(facts.mask(i));
    }
    return new Screen(facts.minLength(), masks, facts.literals());
  }

  @Override
  public int[] groups(Bytes value, int start, Probe probe) {
    Match match = regex.newMatch();
    int from = value.from();
    Outcome outcome =
        regex.find(value.array(), from, value.to(), from + start, match, probe.budget());
    if (!decided(outcome, probe)) {
      return NONE;
    }
    int[] bounds = new int[2 * Math.min(regex.groupCount() + 1, Probe.MAX_CAPTURES)];
    for (int i = 0; i < bounds.length; i++) {
      int bound = i % 2 == 0 ? match.start(i / 2) : match.end(i / 2);
      bounds[i] = bound < 0 ? -1 : bound - from;
    }
    return bounds;
  }

  private static boolean decided(Outcome outcome, Probe probe) {
    if (outcome == Outcome.EXHAUSTED) {
      probe.exhaust();
    }
    return outcome == Outcome.MATCH;
  }
}
