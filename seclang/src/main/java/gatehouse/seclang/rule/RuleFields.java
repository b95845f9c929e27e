package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entries;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.EntryVisitor;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.Value;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RULE: what the rule at hand says of itself.
final class RuleFields {
  private static final List<String> NAMES = List.of("id", "rev", "severity", "msg", "logdata");

  private @Nullable RuleMeta meta;

  void use(RuleMeta current) {
    meta = current;
  }

  Entries entries(Variables variables) {
    return new View(variables);
  }

  private final class View implements Entries {
    private final Variables variables;

    View(Variables variables) {
      this.variables = variables;
    }

    @Override
    public void forEach(EntryVisitor visitor) {
      for (String name : NAMES) {
        forKey(Bytes.of(name), visitor);
      }
    }

    @Override
    public void forKey(Bytes key, EntryVisitor visitor) {
      RuleMeta current = meta;
      if (current == null) {
        return;
      }
      switch (key.toString()) {
        case "id" -> visit(key, Bytes.of(current.id()), visitor);
        case "rev" -> visit(key, Bytes.of(current.rev()), visitor);
        case "severity" -> visit(key, Bytes.of(Math.max(current.severity(), 0)), visitor);
        // A message that names itself would never end.
        case "msg" -> visit(key, expand(current.message()), visitor);
        case "logdata" -> visit(key, expand(current.data()), visitor);
        default -> {}
      }
    }

    private Bytes expand(Macro macro) {
      boolean namesItself = macro.variables().contains(VariableName.RULE);
      return namesItself ? Bytes.EMPTY : macro.expand(variables);
    }

    private void visit(Bytes key, Bytes value, EntryVisitor visitor) {
      visitor.visit(new Entry(key, new Value(value)));
    }
  }
}
