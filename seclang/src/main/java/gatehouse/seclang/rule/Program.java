package gatehouse.seclang.rule;

import java.util.List;
import java.util.Set;

/// Compiled rules with their settings: immutable, shared by all transactions.
public final class Program {
  private final Settings settings;
  private final List<Phase> phases;
  private final int rules;

  /// `phases` has the rules of phases 1 to 5.
  Program(Settings settings, List<Phase> phases) {
    this.settings = settings;
    this.phases = phases;
    this.rules = phases.stream().mapToInt(phase -> phase.rules().size()).sum();
  }

  public Settings settings() {
    return settings;
  }

  Phase phase(int phase) {
    return phases.get(phase - 1);
  }

  /// Whether any rule runs in a phase.
  public boolean hasRules(int phase) {
    return !phase(phase).rules().isEmpty();
  }

  /// Whether all that looks at values ahead of the rules so far is in `warm`; it is afterwards.
  public boolean addTo(Set<Object> warm) {
    boolean known = true;
    for (Phase phase : phases) {
      for (Matcher matcher : phase.matchers()) {
        known &= !warm.add(matcher);
      }
    }
    return known;
  }

  /// How many rules there are; a chain counts as one.
  public int size() {
    return rules;
  }
}
