package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.ActionName;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.transform.TransformationName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The actions of one rule, read in order: of those that exclude each other the last one counts.
final class ActionSet {
  private static final List<String> SEVERITIES =
      List.of("EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG");

  private final Faults faults;
  int id;
  int phase;
  String message = "";
  boolean hasMessage;
  String data = "";
  final List<String> tags = new ArrayList<>();
  int severity = -1;
  String rev = "";
  String ver = "";
  String maturity = "0";
  String accuracy = "0";
  @Nullable Disruption disruption;
  String redirect = "";
  int status;
  boolean chain;
  int skip;
  @Nullable String skipAfter;
  final List<TransformationName> steps = new ArrayList<>();
  boolean capture;
  boolean multiMatch;
  boolean log = true;
  boolean auditLog = true;
  final List<SetVar> setVars = new ArrayList<>();
  final List<ActionCall> effects = new ArrayList<>();
  final Map<String, String> namespaces = new LinkedHashMap<>();

  ActionSet(Faults faults) {
    this.faults = faults;
  }

  ActionSet read(List<ActionCall> actions) {
    for (ActionCall action : actions) {
      switch (action.name().group()) {
        case META -> meta(action);
        case DISRUPTIVE -> disruptive(action);
        case FLOW -> flow(action);
        case DATA, OTHER -> other(action);
      }
    }
    return this;
  }

  /// Only the transformations among the actions: what chained rules inherit.
  ActionSet readSteps(List<ActionCall> actions) {
    for (ActionCall action : actions) {
      if (action.name() == ActionName.TRANSFORM) {
        step(action);
      }
    }
    return this;
  }

  private void meta(ActionCall action) {
    String value = action.value().toString();
    switch (action.name()) {
      case ID -> id = number(action, "a rule id");
      case PHASE -> phase = phase(action);
      case MSG -> {
        message = value;
        hasMessage = true;
      }
      case TAG -> tags.add(value);
      case SEVERITY -> severity = severity(action);
      case REV -> rev = value;
      case VER -> ver = value;
      case MATURITY -> maturity = value;
      case ACCURACY -> accuracy = value;
      default -> data = value;
    }
  }

  private int phase(ActionCall action) {
    return switch (action.value().toString().toLowerCase(Locale.ROOT)) {
      case "1" -> 1;
      case "2", "request" -> 2;
      case "3" -> 3;
      case "4", "response" -> 4;
      case "5", "logging" -> 5;
      default -> {
        faults.error(action.at(), "unknown phase " + action.value());
        yield 2;
      }
    };
  }

  private int severity(ActionCall action) {
    String value = action.value().toString().toUpperCase(Locale.ROOT);
    int named = SEVERITIES.indexOf(value);
    if (named >= 0) {
      return named;
    }
    if (value.matches("[0-9]{1,3}")) {
      return Integer.parseInt(value);
    }
    faults.error(action.at(), "unknown severity " + action.value());
    return -1;
  }

  private void disruptive(ActionCall action) {
    String value = action.value().toString();
    disruption =
        switch (action.name()) {
          case DENY -> Disruption.DENY;
          case BLOCK -> Disruption.BLOCK;
          case DROP -> Disruption.DROP;
          case REDIRECT -> {
            redirect = value;
            yield Disruption.REDIRECT;
          }
          case ALLOW -> allow(action);
          default -> Disruption.PASS;
        };
  }

  private Disruption allow(ActionCall action) {
    return switch (action.value().toString().toLowerCase(Locale.ROOT)) {
      case "" -> Disruption.ALLOW;
      case "phase" -> Disruption.ALLOW_PHASE;
      case "request" -> Disruption.ALLOW_REQUEST;
      default -> {
        faults.error(action.at(), "allow takes phase or request");
        yield Disruption.PASS;
      }
    };
  }

  private void flow(ActionCall action) {
    switch (action.name()) {
      case CHAIN -> chain = true;
      case SKIP -> skip = number(action, "how many rules to skip");
      default -> skipAfter = action.value().toString();
    }
  }

  private void other(ActionCall action) {
    switch (action.name()) {
      case STATUS -> status = status(action);
      case TRANSFORM -> step(action);
      case CAPTURE -> capture = true;
      case MULTI_MATCH -> multiMatch = true;
      case LOG -> log = true;
      case NOLOG -> {
        log = false;
        auditLog = false;
      }
      case AUDITLOG -> auditLog = true;
      case NOAUDITLOG -> auditLog = false;
      case SETVAR -> setVar(action);
      case XMLNS -> namespace(action);
      default -> effects.add(action);
    }
  }

  private int status(ActionCall action) {
    int value = number(action, "a status");
    if (value < 100 || value > 599) {
      faults.error(action.at(), "status takes a number from 100 to 599");
      return 0;
    }
    return value;
  }

  private void step(ActionCall action) {
    String name = action.value().toString();
    if (name.equalsIgnoreCase("none")) {
      steps.clear();
      return;
    }
    TransformationName step = TransformationName.of(name);
    if (step == null) {
      faults.error(action.at(), "unknown transformation " + name);
    } else {
      steps.add(step);
    }
  }

  private void setVar(ActionCall action) {
    SetVar setVar = SetVar.parse(action.value().toString());
    if (setVar == null) {
      faults.error(
          action.at(), "setvar takes COLLECTION.name=value of a collection rules write to");
    } else {
      setVars.add(setVar);
    }
  }

  private void namespace(ActionCall action) {
    String value = action.value().toString();
    int equals = value.indexOf('=');
    if (equals <= 0) {
      faults.error(action.at(), "xmlns takes prefix=URI");
    } else {
      namespaces.put(value.substring(0, equals), value.substring(equals + 1));
    }
  }

  private int number(ActionCall action, String what) {
    String value = action.value().toString();
    if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) > Integer.MAX_VALUE) {
      faults.error(action.at(), action.name().spelling() + " takes " + what);
      return 0;
    }
    return Integer.parseInt(value);
  }
}
