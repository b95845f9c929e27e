package gatehouse.plugin.inspect.openapi;

import java.util.List;

/// Texts as YAML in which nothing of them means anything.
final class YamlText {
  private YamlText() {}

  /// Between single quotes, or between double ones where it has characters that are no text.
  static String quoted(String text) {
    boolean isPlain = text.chars().allMatch(c -> c >= ' ' && c != 0x7f && (c < 0x80 || c > 0x9f));
    if (isPlain) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder escaped = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isControl = c < ' ' || c >= 0x7f && c <= 0x9f;
      if (isControl) {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return escaped.append('"').toString();
  }

  static String list(List<String> texts) {
    return "[" + String.join(", ", texts.stream().map(YamlText::quoted).toList()) + "]";
  }

  /// What follows a number sign.
  static String comment(String text) {
    return text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
  }
}
