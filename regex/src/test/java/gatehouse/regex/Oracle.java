package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// java.util.regex over bytes as Latin-1 text: the second opinion of the differential tests. A
/// counting text stops it where it backtracks too long.
final class Oracle {

  private static final int MAX_STEPS = 50_000;

  private final Pattern pattern;

  Oracle(String pattern, RegexOptions options) {
    int flags = Pattern.UNIX_LINES;
    flags |= options.dotAll() ? Pattern.DOTALL : 0;
    flags |= options.multiLine() ? Pattern.MULTILINE : 0;
    flags |= options.ignoreCase() ? Pattern.CASE_INSENSITIVE : 0;
    boolean endOnly = options.dollarEndOnly() && !options.multiLine();
    this.pattern = Pattern.compile(endOnly ? endOnly(pattern) : pattern, flags);
  }

  /// Java has no flag for a `$` that is the very end: `\z` says it, wherever `(?m:` is not in
  /// force.
  private static String endOnly(String pattern) {
    StringBuilder text = new StringBuilder();
    Deque<Boolean> lines = new ArrayDeque<>(List.of(false));
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        text.append(c).append(pattern.charAt(++i));
        continue;
      }
      if (c == '(' && !inClass) {
        lines.push(
            pattern.startsWith("?m:", i + 1)
                || (lines.peek() && !pattern.startsWith("?i-m:", i + 1)));
      } else if (c == ')' && !inClass) {
        lines.pop();
      }
      inClass = inClass ? c != ']' : c == '[';
      text.append(c == '$' && !inClass && !lines.peek() ? "\\z" : String.valueOf(c));
    }
    return text.toString();
  }

  /// The first match's slots, an empty array when there is none, null when java.util.regex gave up.
  int @Nullable [] find(byte[] text) {
    Matcher matcher = pattern.matcher(new Braked(new String(text, ISO_8859_1)));
    try {
      return matcher.find() ? slots(matcher) : new int[0];
    } catch (TooLong | StackOverflowError _) {
      return null;
    }
  }

  /// Likewise for a match at the start of the text.
  int @Nullable [] prefix(byte[] text) {
    Matcher matcher = pattern.matcher(new Braked(new String(text, ISO_8859_1)));
    try {
      return matcher.lookingAt() ? slots(matcher) : new int[0];
    } catch (TooLong | StackOverflowError _) {
      return null;
    }
  }

  private static int[] slots(Matcher matcher) {
    int[] slots = new int[2 * matcher.groupCount() + 2];
    for (int group = 0; group <= matcher.groupCount(); group++) {
      slots[2 * group] = matcher.start(group);
      slots[2 * group + 1] = matcher.end(group);
    }
    return slots;
  }

  static int[] slots(Match match) {
    return Arrays.copyOf(match.slots, match.slots.length);
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super(null, null, false, false);
    }
  }

  private static final class Braked implements CharSequence {
    private final String text;
    private int steps;

    Braked(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooLong();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
