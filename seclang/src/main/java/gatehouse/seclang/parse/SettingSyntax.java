package gatehouse.seclang.parse;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the directives that set one thing, and checks the form of their values.
final class SettingSyntax {
  private SettingSyntax() {}

  /// The setting, or null when it is wrong or has no effect here.
  static @Nullable Directive read(Text name, List<Text> arguments, Faults faults) {
    SettingName setting = SettingName.of(name.toString());
    if (setting == null) {
      if (!isException(name)) {
        faults.error(name.position(), "unknown directive " + name);
      }
      return null;
    }
    String wrong = wrong(setting, arguments);
    if (wrong != null) {
      faults.error(name.position(), setting.spelling() + " " + wrong);
      return null;
    }
    return isEffective(setting)
        ? new Directive.Setting(name.position(), setting, List.copyOf(arguments))
        : null;
  }

  /// The exceptions have reported their own faults, unless the name only looks like one of theirs.
  private static boolean isException(Text name) {
    return name.toString()
        .toLowerCase(Locale.ROOT)
        .matches("secruleremoveby(id|tag|msg)|secruleupdate(targetby(id|tag|msg)|actionbyid)");
  }

  private static boolean isEffective(SettingName setting) {
    return switch (setting.form()) {
      case SettingName.Form.Harmless _, SettingName.Form.Only _, SettingName.Form.Refused _ ->
          false;
      case SettingName.Form.Choice _,
          SettingName.Form.Plain _,
          SettingName.Form.Words _,
          SettingName.Form.Nothing _ ->
          true;
    };
  }

  private static @Nullable String wrong(SettingName setting, List<Text> arguments) {
    return switch (setting.form()) {
      case SettingName.Form.Choice choice -> wrongChoice(choice, arguments);
      case SettingName.Form.Plain plain ->
          arguments.size() == 1 && isOfForm(plain, arguments.getFirst().toString())
              ? null
              : "takes " + plain.description();
      case SettingName.Form.Words _ -> arguments.isEmpty() ? "needs a value" : null;
      case SettingName.Form.Nothing _ -> arguments.isEmpty() ? null : "takes no value";
      case SettingName.Form.Harmless _ -> null;
      case SettingName.Form.Only only ->
          arguments.size() == 1 && arguments.getFirst().toString().equalsIgnoreCase(only.value())
              ? null
              : "is not supported other than " + only.value();
      case SettingName.Form.Refused _ -> "is not supported";
    };
  }

  private static @Nullable String wrongChoice(
      SettingName.Form.Choice choice, List<Text> arguments) {
    if (arguments.size() == 1) {
      String given = arguments.getFirst().toString();
      for (String value : choice.values()) {
        if (value.equalsIgnoreCase(given)) {
          return null;
        }
      }
    }
    return "takes one of " + String.join(", ", choice.values());
  }

  private static boolean isOfForm(SettingName.Form.Plain form, String value) {
    if (form.equals(SettingName.Form.NUMBER)) {
      return SelectionSyntax.number(value) >= 0;
    }
    if (form.equals(SettingName.Form.MODE)) {
      return value.equalsIgnoreCase("default") || value.matches("0?[0-7]{3}");
    }
    if (form.equals(SettingName.Form.FILE)) {
      return !value.isEmpty() && !value.startsWith("|");
    }
    if (form.equals(SettingName.Form.LABEL)) {
      return value.matches("[A-Za-z0-9]{1,63}");
    }
    return form.equals(SettingName.Form.CHAR) ? value.length() == 1 : !value.isEmpty();
  }
}
