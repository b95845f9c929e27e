package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.parse.RuleSelection;
import gatehouse.seclang.parse.Target;
import gatehouse.seclang.variable.ValuePool;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compiled rules with their settings: immutable, shared by all transactions.
public final class Program {
  private final Settings settings;
  private final List<List<Rule>> phases;
  private final List<Operator> operators;
  private final Prefilter prefilter;
  private final int rules;

  /// `phases` has the rules of phases 1 to 5; `operators` are those whose answers values remember,
  /// in the order of their numbers.
  Program(
      Settings settings, List<List<Rule>> phases, List<Operator> operators, Prefilter prefilter) {
    this.settings = settings;
    this.phases = phases;
    this.operators = List.copyOf(operators);
    this.prefilter = prefilter;
    this.rules = phases.stream().mapToInt(List::size).sum();
  }

  public Settings settings() {
    return settings;
  }

  List<Rule> phase(int phase) {
    return phases.get(phase - 1);
  }

  /// Whether any rule runs in a phase.
  public boolean hasRules(int phase) {
    return !phase(phase).isEmpty();
  }

  /// The rules with one of these ids, as something that transactions may leave out.
  ///
  /// @param target null for the rules as a whole
  public RemovedRules removal(RuleSelection.ByIds ids, @Nullable Target target) {
    BitSet found = new BitSet();
    boolean looksAtIt = target == null;
    for (List<Rule> phase : phases) {
      for (Rule rule : phase) {
        if (ids.contains(rule.meta().id())) {
          found.set(rule.index());
          looksAtIt |= target != null && rule.looksAt(target.variable());
        }
      }
    }
    String fault =
        found.isEmpty()
            ? "there is no such rule"
            : looksAtIt ? null : "no such rule looks at " + target;
    return RemovedRules.of(found, target, fault);
  }

  /// A pool for the values of one transaction.
  public ValuePool newPool() {
    return new ValuePool(operators.size(), prefilter);
  }

  /// How many rules there are; a chain counts as one.
  public int size() {
    return rules;
  }
}
