package gatehouse.plugin.mask;

import gatehouse.plugin.mask.detect.Detector;
import gatehouse.plugin.mask.detect.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of one instance, sorted by how they find values. A set of rules is a `long`, a bit for
/// each: callers differ in which rules hold for them.
final class RuleSet {
  private final List<MaskRule> rules;
  private final Map<String, Long> named = new HashMap<>();
  private final List<MaskRule> paths = new ArrayList<>();
  private final List<MaskRule> patterns = new ArrayList<>();
  private final long[] starts = new long[256];
  private final boolean[] lengths;
  private final long detecting;

  RuleSet(List<MaskRule> rules) {
    this.rules = List.copyOf(rules);
    long bits = 0;
    int longest = 0;
    for (MaskRule rule : rules) {
      for (String field : rule.fields()) {
        named.merge(field, rule.bit(), (a, b) -> a | b);
        longest = Math.max(longest, field.length());
      }
      if (rule.path() != null) {
        paths.add(rule);
      }
      if (rule.detector() != null) {
        bits |= rule.bit();
        sort(rule, rule.detector());
      }
    }
    detecting = bits;
    lengths = new boolean[longest + 1];
    named.keySet().forEach(name -> lengths[name.length()] = true);
  }

  private void sort(MaskRule rule, Detector detector) {
    if (detector instanceof Pattern) {
      patterns.add(rule);
    }
    for (int b = 0; b < starts.length; b++) {
      if (detector.mayStart((byte) b)) {
        starts[b] |= rule.bit();
      }
    }
  }

  /// All of the rules.
  long all() {
    return rules.size() == Long.SIZE ? -1 : (1L << rules.size()) - 1;
  }

  List<MaskRule> rules() {
    return rules;
  }

  MaskRule rule(int index) {
    return rules.get(index);
  }

  /// The first rule of a set; null if it is empty.
  @Nullable MaskRule first(long set) {
    return set == 0 ? null : rules.get(Long.numberOfTrailingZeros(set));
  }

  /// The rules that mean members of that name.
  long named(String name) {
    return named.getOrDefault(name.toLowerCase(Locale.ROOT), 0L);
  }

  /// Whether a rule may mean a name of so many characters; spares making it.
  boolean mayName(int length) {
    return length < lengths.length && lengths[length];
  }

  boolean hasNames() {
    return !named.isEmpty();
  }

  /// The rules that mean values by their path.
  List<MaskRule> paths() {
    return paths;
  }

  /// The rules that mean values by what they look like.
  long detecting() {
    return detecting;
  }

  /// Those of them that have to see a text whole.
  List<MaskRule> patterns() {
    return patterns;
  }

  long patternBits() {
    long bits = 0;
    for (MaskRule rule : patterns) {
      bits |= rule.bit();
    }
    return bits;
  }

  /// The rules whose values may begin with a byte.
  long starts(byte b) {
    return starts[b & 0xff];
  }

  /// How many bytes have to be known for the rules of a set to decide.
  int reach(long set) {
    int reach = 1;
    for (MaskRule rule : rules) {
      if ((rule.bit() & set) != 0 && rule.detector() != null) {
        reach = Math.max(reach, rule.detector().reach());
      }
    }
    return reach;
  }
}
