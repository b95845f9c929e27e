package gatehouse.regex;

import java.util.random.RandomGenerator;

/// Draws patterns that our engine and java.util.regex read alike, and texts that come close to
/// them.
final class PatternMaker {

  private static final String[] BYTES = {
    "a", "b", "c", "A", "B", "_", " ", "-", "\\n", "\\x85", "0"
  };
  private static final String[] SETS = {
    ".",
    "[ab]",
    "[^a]",
    "[a-c]",
    "[^\\n]",
    "\\w",
    "\\W",
    "\\d",
    "\\s",
    "\\S",
    "[\\w-]",
    "[b-b_]",
    "\\h",
    "\\v",
    "[^\\s\\d]"
  };
  private static final String[] LOOKS = {"^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z"};
  private static final String[] COUNTS = {"*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}"};
  private static final byte[] TEXT = {
    'a', 'a', 'a', 'b', 'b', 'c', 'A', 'B', '_', ' ', '-', '\n', '\n', (byte) 0x85, '0', (byte) 0xE9
  };

  private final RandomGenerator random;
  private int groups;

  PatternMaker(RandomGenerator random) {
    this.random = random;
  }

  String pattern() {
    groups = 0;
    return either(3);
  }

  byte[] text() {
    byte[] text = new byte[random.nextInt(12)];
    for (int i = 0; i < text.length; i++) {
      text[i] = TEXT[random.nextInt(TEXT.length)];
    }
    return text;
  }

  private String either(int depth) {
    StringBuilder text = new StringBuilder(concat(depth));
    for (int i = random.nextInt(4); i > 1; i--) {
      text.append('|').append(concat(depth));
    }
    return text.toString();
  }

  private String concat(int depth) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(counted(depth));
    }
    return text.toString();
  }

  private String counted(int depth) {
    if (random.nextInt(8) == 0) {
      return one(LOOKS);
    }
    String item = item(depth);
    return switch (random.nextInt(6)) {
      case 0 -> item + one(COUNTS);
      case 1 -> item + one(COUNTS) + "?";
      default -> item;
    };
  }

  private String item(int depth) {
    int kind = random.nextInt(depth > 0 ? 8 : 5);
    return switch (kind) {
      case 0, 1, 2 -> one(BYTES);
      case 3, 4 -> one(SETS);
      case 5 -> "(?:" + either(depth - 1) + ")";
      case 6 ->
          "(?" + one(new String[] {"i", "s", "-s", "m", "i-m"}) + ":" + either(depth - 1) + ")";
      default -> {
        groups++;
        yield (groups % 2 == 0 ? "(?<n" + groups + ">" : "(") + either(depth - 1) + ")";
      }
    };
  }

  private String one(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
