package gatehouse.plugin.mask.detect;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import org.jspecify.annotations.Nullable;

/// What an operator's own pattern finds. How long that may be nobody knows, so it is looked for in
/// a text that is known whole, and not by [#match].
public record Pattern(Regex regex) implements Detector {
  /// A pattern as it is written in the configuration.
  public static Pattern of(String pattern) {
    return new Pattern(Regex.constant(pattern, RegexOptions.PCRE));
  }

  /// Why a pattern can't be used; null if it can.
  public static @Nullable String complaint(String pattern) {
    try {
      Regex regex = Regex.compile(pattern, RegexOptions.PCRE);
      return regex.find(new byte[0], 0, 0) ? "the pattern matches nothing at all" : null;
    } catch (RegexFault e) {
      return e.getMessage();
    }
  }

  @Override
  public boolean mayStart(int b) {
    return false;
  }

  @Override
  public int reach() {
    return 0;
  }

  @Override
  public int match(byte[] text, int start, int at, int to) {
    return NONE;
  }
}
