package gatehouse.seclang.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads lists of rule ids: `1 2,3 9000-9010`.
final class SelectionSyntax {
  private SelectionSyntax() {}

  static RuleSelection.@Nullable ByIds ids(Text text, Faults faults) {
    List<RuleSelection.IdRange> ranges = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int from = at;
      while (at < text.length() && text.at(at) != ',' && !Text.isBlank(text.at(at))) {
        at++;
      }
      if (at > from) {
        RuleSelection.IdRange range = range(text.slice(from, at), faults);
        if (range == null) {
          return null;
        }
        ranges.add(range);
      }
      at++;
    }
    if (ranges.isEmpty()) {
      faults.error(text.position(), "a rule id is missing");
      return null;
    }
    return new RuleSelection.ByIds(List.copyOf(ranges));
  }

  private static RuleSelection.@Nullable IdRange range(Text word, Faults faults) {
    int dash = word.indexOf('-', 1);
    int first = number(dash < 0 ? word.toString() : word.slice(0, dash).toString());
    int last = dash < 0 ? first : number(word.slice(dash + 1).toString());
    if (first < 0 || last < first) {
      faults.error(word.position(), word + " is no rule id and no range of them");
      return null;
    }
    return new RuleSelection.IdRange(first, last);
  }

  /// The number, or -1 when it is none that fits.
  static int number(String digits) {
    if (digits.isEmpty() || digits.length() > 10) {
      return -1;
    }
    long sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      sum = sum * 10 + (c - '0');
    }
    return sum > Integer.MAX_VALUE ? -1 : (int) sum;
  }
}
