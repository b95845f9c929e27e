package gatehouse.seclang.rule;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The matchers of one process. Rule sets that ask the same questions, or nearly the same, share
/// one: two hundred routes with exclusions of their own cost the exclusions only. What no rule set
/// uses any more is let go. Thread-safe.
public final class Matchers {
  /// How many tests that nobody is likely to ask a shared matcher may have, in percent: each makes
  /// the automaton for required words a little larger.
  private static final int MAX_UNASKED = 25;

  private final List<WeakReference<Matcher>> known = new ArrayList<>();

  /// A matcher that has all the tests that are asked, and is not much larger than one that has the
  /// `likely` ones too, which others may ask of the same values.
  synchronized Matcher of(Set<Test> asked, Set<Test> likely) {
    known.removeIf(reference -> reference.refersTo(null));
    for (WeakReference<Matcher> reference : known) {
      Matcher matcher = reference.get();
      if (matcher != null && serves(matcher, asked, likely.size())) {
        return matcher;
      }
    }
    Matcher made = new Matcher(List.copyOf(likely));
    known.add(new WeakReference<>(made));
    return made;
  }

  private static boolean serves(Matcher matcher, Set<Test> asked, int likely) {
    if (matcher.size() * 100L > likely * (100L + MAX_UNASKED) + 800) {
      return false;
    }
    for (Test test : asked) {
      if (matcher.number(test) < 0) {
        return false;
      }
    }
    return true;
  }
}
