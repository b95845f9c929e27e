package gatehouse.regex;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a bracketed class as PCRE does: `[` is plain inside, `]` is plain when first, there are no
/// set operations. A character beyond ASCII stands for each of its UTF-8 bytes, as in PCRE without
/// its UTF mode.
final class ClassParser {

  private static final ByteSet ALPHA = ByteSet.UPPER.or(ByteSet.LOWER);
  private static final ByteSet PRINT = ByteSet.range(' ', '~');

  private static final Map<String, ByteSet> POSIX =
      Map.ofEntries(
          Map.entry("alpha", ALPHA),
          Map.entry("digit", ByteSet.DIGIT),
          Map.entry("alnum", ALPHA.or(ByteSet.DIGIT)),
          Map.entry("upper", ByteSet.UPPER),
          Map.entry("lower", ByteSet.LOWER),
          Map.entry("space", ByteSet.SPACE),
          Map.entry("blank", ByteSet.of(' ').or(ByteSet.of('\t'))),
          Map.entry("cntrl", ByteSet.range(0, 31).or(ByteSet.of(127))),
          Map.entry("graph", ByteSet.range('!', '~')),
          Map.entry("print", PRINT),
          Map.entry("punct", ByteSet.range('!', '~').not().or(ALPHA).or(ByteSet.DIGIT).not()),
          Map.entry("word", ByteSet.WORD),
          Map.entry(
              "xdigit", ByteSet.DIGIT.or(ByteSet.range('a', 'f')).or(ByteSet.range('A', 'F'))),
          Map.entry("ascii", ByteSet.range(0, 127)));

  /// What an item of the class was when it was not a single byte and so cannot begin a range.
  private static final int NOT_A_BYTE = -1;

  private final Source source;
  private final Escapes escapes;
  private final boolean ignoreCase;
  private ByteSet set = ByteSet.NONE;
  private boolean quoting;

  ClassParser(Source source, Escapes escapes, boolean ignoreCase) {
    this.source = source;
    this.escapes = escapes;
    this.ignoreCase = ignoreCase;
  }

  /// Reads the class; the cursor stands behind the opening bracket, whose place is `start`.
  ByteSet read(int start) throws RegexFault {
    boolean negated = source.accept("^");
    boolean first = true;
    while (true) {
      if (source.atEnd()) {
        throw source.syntax(start, "the closing ] of the class is missing");
      }
      if (skipQuoteMark()) {
        continue;
      }
      if (!quoting && source.peek() == ']' && !first) {
        source.skip(1);
        break;
      }
      first = false;
      item();
    }
    ByteSet folded = fold(set);
    return negated ? folded.not() : folded;
  }

  private void item() throws RegexFault {
    int start = source.at();
    int low = single();
    if (low == NOT_A_BYTE) {
      return;
    }
    while (skipQuoteMark()) {
      // \E and \Q between the ends of a range mean nothing, as in PCRE
    }
    if (quoting || source.peek() != '-' || source.peek(1) == ']' || source.peek(1) < 0) {
      set = set.or(ByteSet.of(low));
      return;
    }
    source.skip(1);
    int high = single();
    if (high == NOT_A_BYTE) {
      set = set.or(ByteSet.of(low)).or(ByteSet.of('-'));
    } else if (high < low) {
      throw source.syntax(start, "the range in the class runs backwards");
    } else {
      set = set.or(ByteSet.range(low, high));
    }
  }

  /// Reads one byte of the class, or adds a whole set and returns [#NOT_A_BYTE].
  private int single() throws RegexFault {
    while (skipQuoteMark()) {
      // see item()
    }
    int start = source.at();
    if (!quoting && source.peek() == '[' && ".:=".indexOf(source.peek(1)) >= 0) {
      ByteSet posix = posix(start);
      if (posix != null) {
        set = set.or(posix);
        return NOT_A_BYTE;
      }
    }
    int value = source.next();
    if (value < 0) {
      throw source.syntax(start, "the closing ] of the class is missing");
    }
    return value == '\\' && !quoting ? escape(start) : value;
  }

  private int escape(int start) throws RegexFault {
    int letter = source.peek();
    ByteSet known = Escapes.classOf(letter);
    if (known != null) {
      source.skip(1);
      set = set.or(known);
      return NOT_A_BYTE;
    }
    if (letter >= 0 && "BRXNAzZGkg".indexOf(letter) >= 0) {
      throw source.syntax(start, "\\" + (char) letter + " has no meaning inside a class");
    }
    if (source.accept("b")) {
      return '\b';
    }
    int value = escapes.character(start);
    if (value > 0xFF) {
      throw source.unsupported(start, "a character above \\xFF inside a class");
    }
    return value;
  }

  /// `[:name:]`, `[:^name:]`; null when what follows is only a plain bracket.
  private @Nullable ByteSet posix(int start) throws RegexFault {
    int kind = source.peek(1);
    int length = 2;
    while (isNamePart(source.peek(length))) {
      length++;
    }
    if (source.peek(length) != kind || source.peek(length + 1) != ']') {
      return null;
    }
    if (kind != ':') {
      throw source.unsupported(start, "a POSIX collating element");
    }
    source.skip(2);
    boolean negated = source.accept("^");
    String name = source.until(':');
    source.skip(1);
    ByteSet known = name == null ? null : POSIX.get(name);
    if (known == null) {
      throw source.syntax(start, "unknown POSIX class [:" + name + ":]");
    }
    ByteSet folded = fold(known);
    return negated ? folded.not() : folded;
  }

  private static boolean isNamePart(int value) {
    return value == '^' || ByteSet.LOWER.contains(Math.max(value, 0));
  }

  private boolean skipQuoteMark() {
    if (source.accept("\\E")) {
      quoting = false;
      return true;
    }
    if (!quoting && source.accept("\\Q")) {
      quoting = true;
      return true;
    }
    return false;
  }

  private ByteSet fold(ByteSet plain) {
    return ignoreCase ? plain.foldCase() : plain;
  }
}
