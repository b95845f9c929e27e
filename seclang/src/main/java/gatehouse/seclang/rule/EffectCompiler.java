package gatehouse.seclang.rule;

import gatehouse.regex.RegexFault;
import gatehouse.seclang.body.XmlUse;
import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.Ctl;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.RuleSelection;
import gatehouse.seclang.parse.Target;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns the actions that change a transaction into effects; the rules that a `ctl` removes are
/// looked up once, here.
final class EffectCompiler {
  private final Selections selections;
  private final Faults faults;

  EffectCompiler(Selections selections, Faults faults) {
    this.selections = selections;
    this.faults = faults;
  }

  List<Effect> compile(List<ActionCall> actions) {
    List<Effect> effects = new ArrayList<>();
    for (ActionCall action : actions) {
      Effect effect = compile(action);
      if (effect != null) {
        effects.add(effect);
      }
    }
    return List.copyOf(effects);
  }

  private @Nullable Effect compile(ActionCall action) {
    String value = action.value().toString();
    return switch (action.name()) {
      case INITCOL -> open(action);
      case SETSID -> new Effect.Open(VariableName.SESSION, Macro.of(value));
      case SETUID -> new Effect.Open(VariableName.USER, Macro.of(value));
      case SETRSC -> new Effect.Open(VariableName.RESOURCE, Macro.of(value));
      case EXPIREVAR -> expire(action);
      case SETENV -> environment(action);
      case SANITISE_ARG -> sanitise("arg:" + value);
      case SANITISE_REQUEST_HEADER -> sanitise("request:" + value);
      case SANITISE_RESPONSE_HEADER -> sanitise("response:" + value);
      case CTL -> {
        Ctl ctl = action.ctl();
        yield ctl == null ? null : control(ctl, action);
      }
      default -> null;
    };
  }

  private @Nullable Effect open(ActionCall action) {
    String value = action.value().toString();
    int equals = value.indexOf('=');
    VariableName collection = VariableName.of(value.substring(0, Math.max(equals, 0)));
    if (collection == null || !collection.isPersistent()) {
      faults.error(action.at(), "initcol takes ip=KEY, global=KEY or another such collection");
      return null;
    }
    return new Effect.Open(collection, Macro.of(value.substring(equals + 1)));
  }

  private @Nullable Effect expire(ActionCall action) {
    String value = action.value().toString();
    int equals = value.lastIndexOf('=');
    int dot = 0;
    while (dot < value.length() && value.charAt(dot) != '.' && value.charAt(dot) != ':') {
      dot++;
    }
    VariableName collection = VariableName.of(value.substring(0, dot));
    if (collection == null || !collection.isPersistent() || equals <= dot) {
      faults.error(
          action.at(), "expirevar takes COLLECTION.name=seconds of a collection that persists");
      return null;
    }
    return new Effect.Expire(
        collection,
        Macro.of(value.substring(dot + 1, equals)),
        Macro.of(value.substring(equals + 1)));
  }

  private static Effect environment(ActionCall action) {
    String value = action.value().toString();
    int equals = value.indexOf('=');
    String name = equals < 0 ? value : value.substring(0, equals);
    return new Effect.SetEnvironment(
        Macro.of(name), Macro.of(equals < 0 ? "1" : value.substring(equals + 1)));
  }

  private static Effect sanitise(String field) {
    String lower = field.toLowerCase(Locale.ROOT);
    return new Effect.Control(controls -> controls.sanitise(lower));
  }

  private @Nullable Effect control(Ctl ctl, ActionCall action) {
    String value = ctl.value();
    boolean on = value.equals("On");
    return switch (ctl.option()) {
      case RULE_ENGINE -> {
        EngineMode mode = EngineMode.of(value);
        yield new Effect.Control(c -> c.setMode(mode));
      }
      case AUDIT_ENGINE -> {
        AuditMode mode = AuditMode.of(value);
        yield new Effect.Control(c -> c.setAuditMode(mode));
      }
      case AUDIT_LOG_PARTS -> new Effect.Control(c -> c.setAuditParts(value));
      case REQUEST_BODY_ACCESS -> new Effect.Control(c -> c.setRequestBodyAccess(on));
      case RESPONSE_BODY_ACCESS -> new Effect.Control(c -> c.setResponseBodyAccess(on));
      case FORCE_REQUEST_BODY_VARIABLE -> new Effect.Control(c -> c.setForcesBodyVariable(on));
      case PARSE_XML_INTO_ARGS -> {
        XmlUse use = XmlUse.of(value);
        yield new Effect.Control(c -> c.setXmlUse(use));
      }
      case REQUEST_BODY_PROCESSOR -> new Effect.Control(c -> c.setProcessor(value));
      case REQUEST_BODY_LIMIT -> {
        long limit = SettingsReader.bodySize(value);
        yield new Effect.Control(c -> c.setRequestBodyLimit(limit));
      }
      case RESPONSE_BODY_LIMIT -> {
        long limit = SettingsReader.bodySize(value);
        yield new Effect.Control(c -> c.setResponseBodyLimit(limit));
      }
      case DEBUG_LOG_LEVEL -> null;
      case RULE_REMOVE_BY_ID, RULE_REMOVE_BY_TAG, RULE_REMOVE_BY_MSG ->
          new Effect.RemoveRules(rules(ctl, action));
      case RULE_REMOVE_TARGET_BY_ID, RULE_REMOVE_TARGET_BY_TAG, RULE_REMOVE_TARGET_BY_MSG ->
          target(ctl, action);
    };
  }

  private BitSet rules(Ctl ctl, ActionCall action) {
    RuleSelection selection = ctl.rules();
    BitSet found = selection == null ? new BitSet() : selections.find(selection);
    if (found.isEmpty()) {
      faults.warn(action.at(), "no rule is meant by this");
    }
    return found;
  }

  private @Nullable Effect target(Ctl ctl, ActionCall action) {
    Target target = ctl.target();
    if (target == null) {
      return null;
    }
    try {
      return new Effect.RemoveTarget(
          rules(ctl, action), target.variable(), KeyMatcher.of(target.selector()));
    } catch (RegexFault fault) {
      faults.error(target.at(), "bad pattern for keys: " + fault.getMessage());
      return null;
    }
  }
}
