package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be found out ahead of the rules of one [Segment] that are in force: value by value,
/// which of their tests come out true, and so which rules may match at all. Exclusions are left to
/// the rules themselves. Immutable, shared by all transactions.
final class LookAhead {
  /// Where values come from: a variable, in XML with an expression.
  record Place(VariableName variable, @Nullable TargetUse xml, KeySlots slots) {}

  final Matcher matcher;
  final List<Place> places;

  /// For each test, the rules that ask it, by their places in the phase.
  final long[][] askers;

  /// By place in the phase: the number of the rule's test; -1 when it has none, or several.
  final int[] testOf;

  /// The rules of the segment that have to run whatever the values are.
  final long[] others;

  private LookAhead(
      Matcher matcher, List<Place> places, long[][] askers, int[] testOf, long[] others) {
    this.matcher = matcher;
    this.places = places;
    this.askers = askers;
    this.testOf = testOf;
    this.others = others;
  }

  /// `live` are the places of the rules whose tests `matcher` asks; `others` of those that run
  /// anyway.
  static LookAhead of(List<Rule> rules, long[] live, long[] others, Matcher matcher) {
    Builder builder = new Builder(matcher, rules.size());
    for (int i = Tests.next(live, 0, rules.size());
        i >= 0;
        i = Tests.next(live, i + 1, rules.size())) {
      builder.add(i, rules.get(i), rules.get(i).links().getFirst().tests());
    }
    return new LookAhead(matcher, builder.places(), builder.askers, builder.testOf, others);
  }

  private static final class Builder {
    /// The targets that mean one variable, by key; the empty key stands for all keys.
    private record Wants(Map<Bytes, long[]> tests, Map<Bytes, long[]> rules) {}

    private record Where(VariableName variable, String expression) {}

    private final Matcher matcher;
    private final long[][] askers;
    private final int[] testOf;
    private final int ruleWords;
    private final Map<Where, Wants> wants = new HashMap<>();
    private final Map<Where, TargetUse> examples = new HashMap<>();
    private final List<Where> order = new ArrayList<>();

    Builder(Matcher matcher, int rules) {
      this.matcher = matcher;
      this.ruleWords = (rules + 63) / 64;
      this.askers = new long[matcher.size()][];
      this.testOf = new int[rules];
      java.util.Arrays.fill(testOf, -1);
    }

    void add(int place, Rule rule, List<Test> tests) {
      long[] bits = new long[matcher.words()];
      for (Test test : tests) {
        int number = matcher.number(test);
        Tests.set(bits, number);
        long[] rules = askers[number];
        if (rules == null) {
          rules = new long[ruleWords];
          askers[number] = rules;
        }
        Tests.set(rules, place);
        testOf[place] = tests.size() == 1 ? number : -1;
      }
      for (TargetUse target : rule.links().getFirst().targets()) {
        add(place, target, bits);
      }
    }

    private void add(int place, TargetUse target, long[] tests) {
      boolean xml = target.variable() == VariableName.XML;
      Where where = new Where(target.variable(), xml ? target.label() : "");
      Wants wanted = wants.get(where);
      if (wanted == null) {
        wanted = new Wants(new HashMap<>(), new HashMap<>());
        wants.put(where, wanted);
        examples.put(where, target);
        order.add(where);
      }
      // Keys by pattern count as all keys: the rule itself leaves out what it does not mean.
      Bytes key = target.keys() instanceof KeyMatcher.Exact(Bytes lower) ? lower : Bytes.EMPTY;
      Tests.addAll(wanted.tests.computeIfAbsent(key, _ -> new long[matcher.words()]), tests);
      Tests.set(wanted.rules.computeIfAbsent(key, _ -> new long[ruleWords]), place);
    }

    List<Place> places() {
      List<Place> places = new ArrayList<>();
      for (Where where : order) {
        Wants wanted = wants.get(where);
        TargetUse example = examples.get(where);
        if (wanted != null) {
          boolean xml = where.variable == VariableName.XML;
          places.add(
              new Place(where.variable, xml ? example : null, slots(where.variable, wanted)));
        }
      }
      return List.copyOf(places);
    }

    private KeySlots slots(VariableName variable, Wants wanted) {
      long[] allTests = wanted.tests.getOrDefault(Bytes.EMPTY, new long[matcher.words()]);
      long[] allRules = wanted.rules.getOrDefault(Bytes.EMPTY, new long[ruleWords]);
      boolean isField =
          switch (variable) {
            case REQUEST_HEADERS, REQUEST_COOKIES, RESPONSE_HEADERS -> true;
            default -> false;
          };
      Map<Bytes, Slot> byKey = new HashMap<>();
      wanted.tests.forEach((key, tests) -> {
        if (!key.isEmpty()) {
          long[] rules = wanted.rules.getOrDefault(key, allRules);
          byKey.put(key, new Slot(both(tests, allTests), both(rules, allRules), isField));
        }
      });
      Slot other = Tests.isEmpty(allTests) ? null : new Slot(allTests, allRules, isField);
      return new KeySlots(byKey, other);
    }

    private static long[] both(long[] one, long[] other) {
      long[] both = one.clone();
      Tests.addAll(both, other);
      return both;
    }
  }
}
