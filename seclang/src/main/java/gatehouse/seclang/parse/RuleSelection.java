package gatehouse.seclang.parse;

import java.util.List;

/// Which rules an exception is about.
public sealed interface RuleSelection {
  /// By number, each range with both ends included.
  record ByIds(List<IdRange> ranges) implements RuleSelection {
    public boolean contains(int id) {
      for (IdRange range : ranges) {
        if (id >= range.first() && id <= range.last()) {
          return true;
        }
      }
      return false;
    }
  }

  /// By a tag that equals the text, or that it finds something in as a regular expression.
  record ByTag(String text) implements RuleSelection {}

  /// By the message, likewise.
  record ByMessage(String text) implements RuleSelection {}

  /// A single id is a range of one.
  record IdRange(int first, int last) {
    @Override
    public String toString() {
      return first == last ? String.valueOf(first) : first + "-" + last;
    }
  }
}
