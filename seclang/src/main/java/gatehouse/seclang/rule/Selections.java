package gatehouse.seclang.rule;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import gatehouse.seclang.parse.RuleSelection;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the rules that an exception means. Tags and messages are equal to the text, or the text as
/// a regular expression is found in them.
final class Selections {
  private final List<RuleDraft> rules;

  Selections(List<RuleDraft> rules) {
    this.rules = rules;
  }

  BitSet find(RuleSelection selection) {
    BitSet found = new BitSet();
    Regex regex = regex(selection);
    for (int i = 0; i < rules.size(); i++) {
      if (matches(selection, rules.get(i), regex)) {
        found.set(i);
      }
    }
    return found;
  }

  private static boolean matches(RuleSelection selection, RuleDraft rule, @Nullable Regex regex) {
    return switch (selection) {
      case RuleSelection.ByIds ids -> ids.contains(rule.id);
      case RuleSelection.ByMessage(String text) -> matches(text, rule.message, regex);
      case RuleSelection.ByTag(String text) -> {
        boolean any = false;
        for (String tag : rule.tags) {
          any |= matches(text, tag, regex);
        }
        yield any;
      }
    };
  }

  private static boolean matches(String text, String subject, @Nullable Regex regex) {
    if (subject.equals(text)) {
      return true;
    }
    byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
    return regex != null && bytes.length > 0 && regex.find(bytes, 0, bytes.length);
  }

  private static @Nullable Regex regex(RuleSelection selection) {
    String text =
        switch (selection) {
          case RuleSelection.ByIds _ -> "";
          case RuleSelection.ByTag tag -> tag.text();
          case RuleSelection.ByMessage message -> message.text();
        };
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Regex.compile(text, RegexOptions.SECLANG);
    } catch (RegexFault fault) {
      // Not a pattern, then it is just the text.
      return null;
    }
  }
}
