package gatehouse.seclang.rule;

import gatehouse.regex.RegexFault;
import gatehouse.seclang.parse.RuleSelection;
import gatehouse.seclang.parse.Target;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiled rules with their settings: immutable, shared by all transactions.
public final class Program {
  private final Settings settings;
  private final Reach reach;
  private final List<Phase> phases;
  private final int rules;

  /// `phases` has the rules of phases 1 to 5.
  Program(Settings settings, Reach reach, List<Phase> phases) {
    this.settings = settings;
    this.reach = reach;
    this.phases = phases;
    this.rules = phases.stream().mapToInt(phase -> phase.rules().size()).sum();
  }

  public Settings settings() {
    return settings;
  }

  public Reach reach() {
    return reach;
  }

  /// Whether rules of one of these phases may have to wait for somebody.
  public boolean waits(int... inPhases) {
    for (int phase : inPhases) {
      if (phase(phase).waits()) {
        return true;
      }
    }
    return false;
  }

  Phase phase(int phase) {
    return phases.get(phase - 1);
  }

  /// The rules with one of these ids, as something that transactions may leave out.
  ///
  /// @param target null for the rules as a whole
  public RemovedRules removal(RuleSelection.ByIds ids, @Nullable Target target) {
    KeyMatcher keys;
    try {
      keys = target == null ? new KeyMatcher.Any() : KeyMatcher.of(target.selector());
    } catch (RegexFault e) {
      return RemovedRules.nothing("bad pattern for keys: " + e.getMessage());
    }
    BitSet found = new BitSet();
    boolean looksAtIt = target == null;
    for (Phase phase : phases) {
      for (Rule rule : phase.rules()) {
        if (ids.contains(rule.meta().id())) {
          found.set(rule.index());
          looksAtIt |= target != null && rule.looksAt(target.variable(), keys);
        }
      }
    }
    String fault =
        found.isEmpty()
            ? "there is no such rule"
            : looksAtIt ? absent(ids) : "no such rule looks at " + target;
    return target == null
        ? RemovedRules.whole(found, fault)
        : RemovedRules.target(found, target.variable(), keys, fault);
  }

  /// Says which of several ids are no rule's, null when there is none.
  private @Nullable String absent(RuleSelection.ByIds ids) {
    for (RuleSelection.IdRange range : ids.ranges()) {
      RuleSelection.ByIds one = new RuleSelection.ByIds(List.of(range));
      boolean known =
          phases.stream()
              .anyMatch(p -> p.rules().stream().anyMatch(r -> one.contains(r.meta().id())));
      if (!known) {
        return "there is no rule " + range;
      }
    }
    return null;
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
