package gatehouse.plugin.waf;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Kind;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The entries of `config.exclusions` that let a refused request pass: on its path alone, for the
/// rules that refused it alone, and where that can be, for the variables they matched alone. The
/// names in it are a client's, so whatever is not plain is written as a pattern of escapes.
final class ReadyExclusion {
  private ReadyExclusion() {}

  /// One line of YAML's flow style, which is JSON as well; empty when nothing can be excluded.
  static String of(Transaction transaction, String path) {
    Map<List<String>, Set<Integer>> rules = new LinkedHashMap<>();
    for (RuleMatch match : Verdict.causes(transaction)) {
      rules.computeIfAbsent(targets(match), _ -> new LinkedHashSet<>()).add(match.rule().id());
    }
    List<String> entries = new ArrayList<>();
    rules.forEach((targets, ids) -> entries.add(entry(ids, path, targets)));
    return entries.isEmpty() ? "" : "[" + String.join(", ", entries) + "]";
  }

  private static String entry(Set<Integer> ids, String path, List<String> targets) {
    StringBuilder text = new StringBuilder(128).append("{\"rules\": [");
    String comma = "";
    for (int id : ids) {
      text.append(comma).append('"').append(id).append('"');
      comma = ", ";
    }
    text.append("], \"paths\": [");
    quote(pattern(path), text);
    text.append(']');
    if (!targets.isEmpty()) {
      comma = ", \"arguments\": [";
      for (String target : targets) {
        quote(target, text.append(comma));
        comma = ", ";
      }
      text.append(']');
    }
    return text.append('}').toString();
  }

  /// What a rule matched of the messages themselves; without it no link of the rule's chain that
  /// read it matches. Empty when that would not do, as for a count: then only the rule as a whole
  /// can be left out.
  private static List<String> targets(RuleMatch match) {
    List<String> targets = new ArrayList<>();
    for (Bytes bytes : match.variables()) {
      String name = bytes.toString();
      int colon = name.indexOf(':');
      VariableName variable = VariableName.of(colon < 0 ? name : name.substring(0, colon));
      if (variable == null || variable.kind() == Kind.COLLECTION && colon < 0) {
        return List.of();
      }
      if (variable.kind() == Kind.SCALAR && !isDerived(variable)) {
        targets.add(variable.name());
      } else if (variable == VariableName.XML) {
        targets.add(name);
      } else if (!isDerived(variable)) {
        targets.add(variable.name() + ":" + key(name.substring(colon + 1)));
      }
    }
    return targets;
  }

  /// What rules made of other variables.
  private static boolean isDerived(VariableName variable) {
    return switch (variable) {
      case TX, MATCHED_VAR, MATCHED_VAR_NAME, MATCHED_VARS, MATCHED_VARS_NAMES -> true;
      default -> false;
    };
  }

  private static String key(String key) {
    if (!key.isEmpty() && isPlain(key)) {
      return key;
    }
    StringBuilder pattern = new StringBuilder("/^");
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (isLetterOrDigit(c) || c == '_' || c == '-') {
        pattern.append(c);
      } else {
        pattern.append("\\x").append(String.format(Locale.ROOT, "%02x", (int) c));
      }
    }
    return pattern.append("$/").toString();
  }

  private static boolean isPlain(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (!isPlain(key.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int c) {
    return isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }

  private static boolean isLetterOrDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /// A path that has no characters of a pattern means itself.
  private static String pattern(String path) {
    if (path.indexOf('*') < 0 && !path.startsWith("~")) {
      return path;
    }
    StringBuilder out = new StringBuilder("~");
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (isPlain(c) && c != '.' || c == '/') {
        out.append(c);
      } else {
        out.append('\\').append(c);
      }
    }
    return out.toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 32 || c == 127) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
