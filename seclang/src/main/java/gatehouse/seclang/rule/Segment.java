package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A stretch of a phase's rules before which the variables that guards look at are settled, so that
/// it can be foreseen which rules are in force. For each outcome of the guards there is one
/// [LookAhead], made when it first comes up.
final class Segment {
  /// Outcomes looked ahead for; beyond, all rules count as in force.
  private static final int MAX_OUTCOMES = 16;

  private record Known(long outcome, LookAhead ahead) {}

  private final List<Rule> rules;
  private final int from;
  private final int to;
  private final long[] plannable;
  private final List<Guard> conditions;
  private final Matchers matchers;
  private final List<Segment> relatives;
  private volatile Known[] byOutcome = {};
  private volatile @Nullable LookAhead forAny;

  /// `plannable` are the places of the phase's rules that can be looked ahead for; `conditions`
  /// holds one guard for each condition number. `relatives` are all segments that look at the same
  /// values, this one too; complete once the program is.
  Segment(
      List<Rule> rules,
      int from,
      int to,
      long[] plannable,
      List<Guard> conditions,
      Matchers matchers,
      List<Segment> relatives) {
    this.rules = rules;
    this.from = from;
    this.to = to;
    this.plannable = plannable;
    this.conditions = conditions;
    this.matchers = matchers;
    this.relatives = relatives;
  }

  int to() {
    return to;
  }

  List<Matcher> matchers() {
    List<Matcher> matchers = new ArrayList<>();
    for (Known known : byOutcome) {
      matchers.add(known.ahead.matcher);
    }
    LookAhead any = forAny;
    if (any != null) {
      matchers.add(any.matcher);
    }
    return matchers;
  }

  LookAhead lookAhead(Variables variables, Probe probe) {
    long outcome = 0;
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).holds(variables, probe)) {
        outcome |= 1L << i;
      }
    }
    return lookAhead(outcome);
  }

  private LookAhead lookAhead(long outcome) {
    for (Known known : byOutcome) {
      if (known.outcome == outcome) {
        return known.ahead;
      }
    }
    return byOutcome.length >= MAX_OUTCOMES ? forAny() : add(outcome);
  }

  private LookAhead forAny() {
    LookAhead known = forAny;
    if (known == null) {
      known = make(0, List.of());
      forAny = known;
    }
    return known;
  }

  private synchronized LookAhead add(long outcome) {
    for (Known known : byOutcome) {
      if (known.outcome == outcome) {
        return known.ahead;
      }
    }
    LookAhead made = make(outcome, conditions);
    Known[] more = Arrays.copyOf(byOutcome, byOutcome.length + 1);
    more[byOutcome.length] = new Known(outcome, made);
    byOutcome = more;
    return made;
  }

  private LookAhead make(long outcome, List<Guard> settled) {
    Predicate<Guard> jumps = guard -> holds(guard, outcome, settled);
    long[] live = new long[plannable.length];
    long[] others = new long[plannable.length];
    for (int i = from; i < to; i++) {
      Tests.set(others, i);
    }
    visit(
        jumps,
        i -> {
          boolean plans = Tests.has(plannable, i);
          if (plans) {
            Tests.set(live, i);
          }
          Guard guard = settled.isEmpty() ? null : rules.get(i).guard();
          if (plans || (guard != null && !jumps.test(guard))) {
            others[i >> 6] &= ~(1L << i);
          }
        });
    Set<Test> asked = tests(jumps);
    Set<Test> likely = new LinkedHashSet<>(asked);
    if (!asked.isEmpty()) {
      // With one matcher for all of them, what one finds out of a value the next one knows.
      relatives.forEach(relative -> likely.addAll(relative.tests(jumps)));
    }
    return LookAhead.of(rules, live, others, matchers.of(asked, likely));
  }

  /// Whether a condition is among those that are settled and holds.
  private static boolean holds(Guard guard, long outcome, List<Guard> settled) {
    for (int i = 0; i < settled.size(); i++) {
      if (settled.get(i).isSameCondition(guard)) {
        return (outcome >>> i & 1) != 0;
      }
    }
    return false;
  }

  /// What is asked ahead when some of the guards jump.
  private Set<Test> tests(Predicate<Guard> jumps) {
    Set<Test> tests = new LinkedHashSet<>();
    visit(
        jumps,
        i -> {
          if (Tests.has(plannable, i)) {
            tests.addAll(rules.get(i).links().getFirst().tests());
          }
        });
    return tests;
  }

  /// Goes through the places of the rules that are in force then.
  private void visit(Predicate<Guard> jumps, IntConsumer visitor) {
    for (int i = from; i < to; ) {
      visitor.accept(i);
      Guard guard = rules.get(i).guard();
      i = guard != null && jumps.test(guard) ? rules.get(i).next() : i + 1;
    }
  }
}
