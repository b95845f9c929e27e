package gatehouse.plugin.transform;

import gatehouse.plugin.template.Template;
import gatehouse.plugin.template.TemplateFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One `name:value` of a rule.
///
/// @param name everything before the first colon
/// @param value everything behind it and the colons that follow it
record Entry(String name, Template value) {

  /// Reads entries that have been checked.
  static List<Entry> all(List<String> texts) {
    return texts.stream().map(Entry::of).toList();
  }

  private static Entry of(String text) {
    try {
      return new Entry(name(text), Template.parse(rest(text)));
    } catch (TemplateFault fault) {
      throw new IllegalArgumentException(fault);
    }
  }

  /// What is wrong with an entry; null if nothing is.
  static @Nullable String complaint(String text) {
    if (name(text).isEmpty() || rest(text).isEmpty()) {
      return "invalid value: " + text;
    }
    try {
      Template.parse(rest(text));
      return null;
    } catch (TemplateFault fault) {
      return "invalid template in '" + text + "': " + fault.getMessage();
    }
  }

  /// The name in `name:value`, or all of it.
  static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  /// The value in `name:value`; empty if there is none.
  static String rest(String text) {
    int at = text.indexOf(':');
    while (at >= 0 && at < text.length() && text.charAt(at) == ':') {
      at++;
    }
    return at < 0 ? "" : text.substring(at);
  }
}
