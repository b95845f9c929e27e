package gatehouse.seclang.parse;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes the value of a `ctl` action apart: `option=value`, where a removed target is
/// `rules;VARIABLE:key`.
final class CtlSyntax {
  private static final List<String> PROCESSORS =
      List.of("URLENCODED", "MULTIPART", "JSON", "XML", "RAW", "GUESS");

  private CtlSyntax() {}

  static @Nullable Ctl read(Text text, Faults faults) {
    int equals = text.indexOf('=', 0);
    String name = text.slice(0, equals < 0 ? text.length() : equals).trim().toString();
    CtlOption option = CtlOption.of(name);
    if (option == null) {
      faults.error(text.position(), unknown(name));
      return null;
    }
    Text value = equals < 0 ? text.slice(text.length()) : text.slice(equals + 1).trim();
    if (value.isEmpty()) {
      faults.error(text.position(), "ctl:" + option.spelling() + " needs a value");
      return null;
    }
    return switch (option) {
      case RULE_ENGINE -> choice(option, value, faults, "On", "Off", "DetectionOnly");
      case AUDIT_ENGINE -> choice(option, value, faults, "On", "Off", "RelevantOnly");
      case FORCE_REQUEST_BODY_VARIABLE, REQUEST_BODY_ACCESS, RESPONSE_BODY_ACCESS ->
          choice(option, value, faults, "On", "Off");
      case PARSE_XML_INTO_ARGS -> choice(option, value, faults, "On", "Off", "OnlyArgs");
      case REQUEST_BODY_PROCESSOR ->
          choice(option, value, faults, PROCESSORS.toArray(String[]::new));
      case AUDIT_LOG_PARTS -> new Ctl(option, value.toString(), null, null);
      case DEBUG_LOG_LEVEL, REQUEST_BODY_LIMIT, RESPONSE_BODY_LIMIT ->
          number(option, value, faults);
      case RULE_REMOVE_BY_ID -> selection(option, SelectionSyntax.ids(value, faults));
      case RULE_REMOVE_BY_TAG -> selection(option, new RuleSelection.ByTag(value.toString()));
      case RULE_REMOVE_BY_MSG -> selection(option, new RuleSelection.ByMessage(value.toString()));
      case RULE_REMOVE_TARGET_BY_ID, RULE_REMOVE_TARGET_BY_TAG, RULE_REMOVE_TARGET_BY_MSG ->
          removedTarget(option, value, faults);
    };
  }

  private static String unknown(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("hash") || lower.equals("responsebodyprocessor")
        ? "ctl:" + name + " is not supported"
        : "unknown ctl option " + name;
  }

  private static @Nullable Ctl choice(
      CtlOption option, Text value, Faults faults, String... choices) {
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(value.toString())) {
        return new Ctl(option, choice, null, null);
      }
    }
    faults.error(
        value.position(),
        "ctl:" + option.spelling() + " takes one of " + String.join(", ", choices));
    return null;
  }

  private static @Nullable Ctl number(CtlOption option, Text value, Faults faults) {
    if (value.toString().matches("[0-9]{1,10}")) {
      return new Ctl(option, value.toString(), null, null);
    }
    faults.error(value.position(), "ctl:" + option.spelling() + " takes a number");
    return null;
  }

  private static @Nullable Ctl selection(CtlOption option, @Nullable RuleSelection rules) {
    return rules == null ? null : new Ctl(option, "", rules, null);
  }

  private static @Nullable Ctl removedTarget(CtlOption option, Text value, Faults faults) {
    int semicolon = value.indexOf(';', 0);
    if (semicolon < 0) {
      faults.error(
          value.position(), "ctl:" + option.spelling() + " takes the rules, a ; and a variable");
      return null;
    }
    Text which = value.slice(0, semicolon).trim();
    RuleSelection rules =
        switch (option) {
          case RULE_REMOVE_TARGET_BY_TAG -> new RuleSelection.ByTag(which.toString());
          case RULE_REMOVE_TARGET_BY_MSG -> new RuleSelection.ByMessage(which.toString());
          default -> SelectionSyntax.ids(which, faults);
        };
    List<Target> targets = TargetSyntax.read(value.slice(semicolon + 1).trim(), faults);
    if (rules == null || targets.isEmpty()) {
      return null;
    }
    if (targets.size() > 1) {
      faults.error(targets.get(1).at(), "ctl:" + option.spelling() + " takes one variable");
      return null;
    }
    return new Ctl(option, "", rules, targets.getFirst());
  }
}
