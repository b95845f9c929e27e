package gatehouse.plugin.mask;

import gatehouse.plugin.mask.detect.Pattern;
import gatehouse.regex.Budget;
import gatehouse.regex.Match;
import gatehouse.regex.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the next value in a text that a rule wants covered, from left to right; where two rules
/// find one at the same place the first one has it. For one text at a time.
final class Detection {
  private final RuleSet rules;
  private final List<Known> patterns = new ArrayList<>(0);
  private @Nullable MaskRule rule;
  private int from;
  private int to;

  /// A pattern and the next of its matches, looked for once.
  private static final class Known {
    final MaskRule rule;
    final Match match;
    int from = -1;
    int to;

    Known(MaskRule rule, Pattern pattern) {
      this.rule = rule;
      this.match = pattern.regex().newMatch();
    }
  }

  Detection(RuleSet rules) {
    this.rules = rules;
    for (MaskRule each : rules.patterns()) {
      if (each.detector() instanceof Pattern pattern) {
        patterns.add(new Known(each, pattern));
      }
    }
  }

  /// The rule that has found something.
  MaskRule rule() {
    if (rule == null) {
      throw new IllegalStateException("nothing was found");
    }
    return rule;
  }

  /// Where the value begins.
  int from() {
    return from;
  }

  /// Where the value ends.
  int to() {
    return to;
  }

  /// Begins another text.
  void begin() {
    for (Known known : patterns) {
      known.from = -1;
    }
  }

  /// Whether a value begins at `at` or later, but before `before`.
  ///
  /// @param active the rules that hold; patterns among them only where the text is whole
  /// @param start where the known text begins
  /// @param end where the known text ends
  boolean find(byte[] text, long active, int start, int at, int before, int end) {
    Known pattern = patterns.isEmpty() ? null : next(text, active, start, at, end);
    int stop = pattern == null ? before : Math.min(before, pattern.from + 1);
    for (int i = at; i < stop; i++) {
      long candidates = rules.starts(text[i]) & active;
      if (pattern != null && i == pattern.from) {
        candidates &= pattern.rule.bit() - 1;
      }
      if (candidates != 0 && beginsAt(text, candidates, start, i, end)) {
        return true;
      }
    }
    if (pattern == null || pattern.from >= before) {
      return false;
    }
    found(pattern.rule, pattern.from, pattern.to);
    return true;
  }

  private boolean beginsAt(byte[] text, long candidates, int start, int at, int end) {
    for (long left = candidates; left != 0; left &= left - 1) {
      MaskRule each = rules.rule(Long.numberOfTrailingZeros(left));
      var detector = each.detector();
      int until = detector == null ? -1 : detector.match(text, start, at, end);
      if (until > at) {
        found(each, at, until);
        return true;
      }
    }
    return false;
  }

  private void found(MaskRule by, int begins, int ends) {
    rule = by;
    from = begins;
    to = ends;
  }

  /// The pattern whose next match comes first.
  private @Nullable Known next(byte[] text, long active, int start, int at, int end) {
    Known first = null;
    for (Known known : patterns) {
      if ((known.rule.bit() & active) == 0) {
        continue;
      }
      if (known.from < at) {
        search(known, text, start, at, end);
      }
      if (known.from < end && (first == null || known.from < first.from)) {
        first = known;
      }
    }
    return first;
  }

  /// A match of nothing covers nothing.
  private static void search(Known known, byte[] text, int start, int at, int end) {
    known.from = end;
    for (int i = at; i < end; i++) {
      var found =
          known.match.regex().find(text, start, end, i, known.match, Budget.of(Long.MAX_VALUE));
      if (found != Outcome.MATCH) {
        return;
      }
      if (known.match.end() > known.match.start()) {
        known.from = known.match.start();
        known.to = known.match.end();
        return;
      }
      i = known.match.start();
    }
  }
}
