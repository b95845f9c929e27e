package gatehouse.config;

import gatehouse.config.ValueType.Keyed;
import gatehouse.config.ValueType.Many;
import gatehouse.config.ValueType.Nested;
import gatehouse.config.ValueType.Numeric;
import gatehouse.config.ValueType.Text;
import gatehouse.spi.PluginType;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.schema.Shorthand;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The documentation page of a plugin, made of its record, so that it cannot lie.
final class PluginPage {
  private final StringBuilder text = new StringBuilder();

  private PluginPage() {}

  /// Markdown.
  static String of(PluginType plugin) {
    PluginPage page = new PluginPage();
    Policy policy = plugin.policy();
    page.line("# " + plugin.name()).line("");
    page.line(policy.summary()).line("");
    page.line("- Priority: " + policy.priority() + " (higher runs first)");
    page.line("- Scopes: " + scopes(policy));
    if (!policy.decides()) {
      page.line("- Decides nothing, so `enforce: false` has no effect");
    }
    page.fields(RecordType.of(plugin.config()));
    return page.text.toString();
  }

  private static String scopes(Policy policy) {
    return Arrays.stream(policy.scopes()).map(PluginPage::word).collect(Collectors.joining(", "));
  }

  private static String word(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void fields(RecordType type) {
    if (type.fields().isEmpty()) {
      line("").line("It has no configuration.");
      return;
    }
    line("").line("## Configuration").line("");
    line("| field | type | default | meaning |").line("| --- | --- | --- | --- |");
    rows(type, "");
    for (Shorthand old : type.shorthands()) {
      line("| `" + old.field() + "` | | | Old name of `" + old.of() + "`. |");
    }
    missing(type.missing());
  }

  private void missing(MissingFields fields) {
    if (fields.values().isEmpty()) {
      return;
    }
    line("")
        .line("These fields of Kong's plugin are not here. A document may hold them where they");
    line("are null, or what is given; another value is a fault that says so.").line("");
    line(
        fields.values().entrySet().stream()
            .map(f -> "`" + f.getKey() + (f.getValue().isEmpty() ? "`" : ": " + f.getValue() + "`"))
            .collect(Collectors.joining(", ", "", ".")));
  }

  private void rows(RecordType type, String prefix) {
    for (Field field : type.fields()) {
      if (field.derived()) {
        continue;
      }
      String name = prefix + field.name();
      String doc = field.doc() == null ? "" : field.doc();
      line(
          "| `%s` | %s | %s | %s |"
              .formatted(name, escaped(words(field.type())), standard(field), escaped(doc)));
      ValueType inner = field.type();
      String under = name + ".";
      if (inner instanceof Many many) {
        inner = many.element();
        under = name + "[].";
      } else if (inner instanceof Keyed keyed) {
        inner = keyed.value();
        under = name + ".*.";
      }
      if (inner instanceof Nested nested) {
        rows(nested.type(), under);
      }
    }
  }

  private static String standard(Field field) {
    if (field.required()) {
      return "required";
    }
    if (field.auto()) {
      return "random";
    }
    if (field.defaultValue() == null) {
      return "";
    }
    String json = JsonForm.MASKED.value(field.defaultValue(), FieldPath.ROOT).toString();
    return "`" + escaped(json) + "`";
  }

  private static String words(ValueType type) {
    return switch (type) {
      case Text text when !text.oneOf().isEmpty() -> "`" + String.join("` `", text.oneOf()) + "`";
      case Text text -> text.referenceable() ? "string, may be a vault reference" : "string";
      case Numeric number when !number.oneOf().isEmpty() -> "`" + Ranges.all(number, "` `") + "`";
      case Numeric number -> number.word() + range(number);
      case Many many -> many.word() + " of " + words(many.element());
      case Keyed keyed -> "map of " + words(keyed.value());
      case Nested _, ValueType.Flag _, ValueType.Any _, ValueType.Given _ -> type.word();
    };
  }

  private static String range(Numeric number) {
    String low = Double.isInfinite(number.min()) ? "" : Ranges.text(number.min());
    String high = Double.isInfinite(number.max()) ? "" : Ranges.text(number.max());
    if (!low.isEmpty() && !high.isEmpty()) {
      return ", " + low + " to " + high;
    }
    if (!low.isEmpty()) {
      return number.minExcluded() ? ", more than " + low : ", at least " + low;
    }
    return high.isEmpty() ? "" : ", at most " + high;
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }

  private PluginPage line(String line) {
    text.append(line).append('\n');
    return this;
  }
}
