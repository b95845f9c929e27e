package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules of one phase in order, cut into segments to look ahead for.
final class Phase {
  /// With fewer rules to look ahead for, a segment is not worth its pass over all values.
  private static final int MIN_PLANNABLE = 8;

  private final List<Rule> rules;
  private final @Nullable Guard[] conditions;
  private final List<Segment> segments = new ArrayList<>();

  /// `relatives` are the segments of other phases that look at the same values; this one's are
  /// added. `plans` false makes rules run one by one, as the text says: the measure for all
  /// shortcuts.
  Phase(List<Rule> compiled, Matchers matchers, List<Segment> relatives, boolean plans) {
    List<Guard> guards = new ArrayList<>();
    this.rules = plans ? guarded(compiled, guards) : compiled;
    this.conditions = new Guard[rules.size()];
    if (plans) {
      Arrays.setAll(conditions, i -> rules.get(i).condition());
    }
    long[] plannable = new long[(rules.size() + 63) / 64];
    for (int i = 0; plans && i < rules.size(); i++) {
      if (isPlannable(rules.get(i))) {
        Tests.set(plannable, i);
      }
    }
    long[] none = new long[plannable.length];
    int begin = 0;
    int from = 0;
    for (int end : ends(guards)) {
      boolean worthIt = count(plannable, from, end) >= MIN_PLANNABLE;
      if (worthIt && from > begin) {
        segments.add(new Segment(rules, begin, from, none, List.of(), matchers, relatives));
      }
      if (worthIt || end == rules.size()) {
        List<Guard> settled = worthIt ? guards : List.of();
        int first = worthIt ? from : begin;
        long[] planned = worthIt ? plannable : none;
        segments.add(new Segment(rules, first, end, planned, settled, matchers, relatives));
        begin = end;
      }
      from = end;
    }
    relatives.addAll(segments);
  }

  List<Rule> rules() {
    return rules;
  }

  /// Whether any rule may have to wait for somebody.
  boolean waits() {
    return rules.stream()
        .flatMap(rule -> rule.links().stream())
        .map(Link::operator)
        .anyMatch(use -> use != null && use.waits());
  }

  /// Without which the rule at a place cannot match; null when nothing so simple is known.
  @Nullable Guard condition(int place) {
    return conditions[place];
  }

  /// The matchers that came up so far.
  List<Matcher> matchers() {
    return segments.stream().flatMap(segment -> segment.matchers().stream()).toList();
  }

  /// The segment that a place lies in.
  Segment segment(int place) {
    int i = 0;
    while (segments.get(i).to() <= place) {
      i++;
    }
    return segments.get(i);
  }

  private static List<Rule> guarded(List<Rule> compiled, List<Guard> conditions) {
    List<Rule> guarded = new ArrayList<>(compiled.size());
    for (int i = 0; i < compiled.size(); i++) {
      Rule rule = compiled.get(i);
      Guard guard = guard(rule, i, conditions);
      guarded.add(guard == null ? rule : rule.with(guard));
    }
    return List.copyOf(guarded);
  }

  private static @Nullable Guard guard(Rule rule, int place, List<Guard> conditions) {
    Guard guard = rule.next() > place + 1 ? rule.asGuard() : null;
    if (guard == null) {
      return null;
    }
    for (Guard known : conditions) {
      if (known.isSameCondition(guard)) {
        return known;
      }
    }
    if (conditions.size() == Guard.MAX_CONDITIONS) {
      return null;
    }
    Guard numbered = new Guard(conditions.size(), guard.key(), guard.operator(), guard.negated());
    conditions.add(numbered);
    return numbered;
  }

  /// Whether the rule's first link asks fixed questions of values that do not change while the
  /// phase runs.
  private static boolean isPlannable(Rule rule) {
    Link first = rule.links().getFirst();
    if (first.tests().isEmpty()) {
      return false;
    }
    for (TargetUse target : first.targets()) {
      if (target.counts() || target.variable().changesWithin()) {
        return false;
      }
    }
    return true;
  }

  /// Behind each rule that writes what a guard looks at, and at the end.
  private List<Integer> ends(List<Guard> conditions) {
    Set<Bytes> keys = new HashSet<>();
    conditions.forEach(guard -> keys.add(guard.key()));
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i + 1 < rules.size(); i++) {
      if (writes(rules.get(i), keys)) {
        ends.add(i + 1);
      }
    }
    ends.add(rules.size());
    return ends;
  }

  private static boolean writes(Rule rule, Set<Bytes> keys) {
    for (Link link : rule.links()) {
      for (SetVar setVar : link.setVars()) {
        if (setVar.collection() == VariableName.TX && keys.stream().anyMatch(setVar::mayWrite)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int count(long[] bits, int from, int to) {
    int count = 0;
    for (int i = Tests.next(bits, from, to); i >= 0; i = Tests.next(bits, i + 1, to)) {
      count++;
    }
    return count;
  }
}
