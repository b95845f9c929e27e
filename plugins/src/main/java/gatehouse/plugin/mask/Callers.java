package gatehouse.plugin.mask;

import gatehouse.model.Consumer;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which rules hold for a caller.
final class Callers {
  private final RuleSet rules;
  private final Consumers consumers;
  private final boolean exempts;

  Callers(RuleSet rules, Consumers consumers) {
    this.rules = rules;
    this.consumers = consumers;
    this.exempts = rules.rules().stream().anyMatch(rule -> !rule.unlessGroups().isEmpty());
  }

  /// The set of the rules.
  long rules(Exchange x) {
    Identity identity = x.identity();
    if (!exempts || identity == null) {
      return rules.all();
    }
    Consumer consumer = identity.consumer();
    Set<String> groups = new HashSet<>(identity.groups());
    groups.addAll(consumer == null ? List.of() : consumers.groups(consumer));
    long set = rules.all();
    for (MaskRule rule : rules.rules()) {
      if (rule.unlessGroups().stream().anyMatch(groups::contains)) {
        set &= ~rule.bit();
      }
    }
    return set;
  }
}
