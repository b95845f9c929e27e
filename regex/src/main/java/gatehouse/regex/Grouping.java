package gatehouse.regex;

import java.util.ArrayList;
import java.util.List;

/// Puts patterns into small sets, as many together as a sample of texts shows to go well. Patterns
/// whose states multiply with the others' end up alone.
public final class Grouping {

  private Grouping() {}

  /// Divides patterns that are tried on the same texts, in order: each joins the first set that
  /// stays within `maxStates` over the sample and has fewer than `maxMembers`, or begins a new one.
  /// The sets returned are warm from the sample.
  public static List<RegexSet> of(
      List<Regex> patterns, List<byte[]> sample, int maxMembers, int maxStates, int maxBytes) {
    List<RegexSet> sets = new ArrayList<>();
    for (Regex pattern : patterns) {
      if (!join(sets, pattern, sample, maxMembers, maxStates, maxBytes)) {
        RegexSet alone = RegexSet.of(List.of(pattern), maxStates, maxBytes);
        staysWithin(alone, sample, maxStates);
        sets.add(alone);
      }
    }
    return List.copyOf(sets);
  }

  private static boolean join(
      List<RegexSet> sets,
      Regex pattern,
      List<byte[]> sample,
      int maxMembers,
      int maxStates,
      int maxBytes) {
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).members().size() < maxMembers) {
        List<Regex> together = new ArrayList<>(sets.get(i).members());
        together.add(pattern);
        RegexSet tried = RegexSet.of(together, maxStates, maxBytes);
        if (staysWithin(tried, sample, maxStates)) {
          sets.set(i, tried);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean staysWithin(RegexSet set, List<byte[]> sample, int maxStates) {
    long[] found = new long[set.words()];
    for (byte[] text : sample) {
      if (set.find(text, 0, text.length, found, Budget.UNLIMITED) == Outcome.EXHAUSTED
          || set.states() >= maxStates) {
        return false;
      }
    }
    return true;
  }
}
