package gatehouse.seclang.rule;

import java.util.List;

/// Compiled rules with their settings: immutable, shared by all transactions.
public final class Program {
  private final Settings settings;
  private final List<List<Rule>> phases;
  private final int operators;
  private final int rules;

  /// `phases` has the rules of phases 1 to 5; `operators` counts those whose answers values
  /// remember.
  Program(Settings settings, List<List<Rule>> phases, int operators) {
    this.settings = settings;
    this.phases = phases;
    this.operators = operators;
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

  public int operators() {
    return operators;
  }

  /// How many rules there are; a chain counts as one.
  public int size() {
    return rules;
  }
}
