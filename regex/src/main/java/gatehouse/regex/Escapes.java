package gatehouse.regex;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// Reads what follows a backslash and means the same inside and outside a class.
final class Escapes {

  private final Source source;

  Escapes(Source source) {
    this.source = source;
  }

  /// The set of a class escape (`\d`, `\W` …); null when the letter is none.
  static @Nullable ByteSet classOf(int letter) {
    return switch (letter) {
      case 'd' -> ByteSet.DIGIT;
      case 'D' -> ByteSet.DIGIT.not();
      case 'w' -> ByteSet.WORD;
      case 'W' -> ByteSet.WORD.not();
      case 's' -> ByteSet.SPACE;
      case 'S' -> ByteSet.SPACE.not();
      case 'h' -> ByteSet.HORIZONTAL;
      case 'H' -> ByteSet.HORIZONTAL.not();
      case 'v' -> ByteSet.VERTICAL;
      case 'V' -> ByteSet.VERTICAL.not();
      default -> null;
    };
  }

  /// Reads one character after the backslash, whose place is `start`, as a code point. Beyond 255
  /// it stands for its UTF-8 bytes, up to 255 for the one byte.
  int character(int start) throws RegexFault {
    int letter = source.next();
    return switch (letter) {
      case -1 -> throw source.syntax(start, "the pattern ends in a backslash");
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'a' -> 7;
      case 'e' -> 27;
      case 'c' -> control(start);
      case 'x' -> hexadecimal(start);
      case 'o' -> bracedOctal(start);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(letter, start);
      case '8', '9' -> letter;
      case 'p', 'P' -> throw source.unsupported(start, "a Unicode property (\\p)");
      case 'X' -> throw source.unsupported(start, "\\X");
      case 'K' -> throw source.unsupported(start, "\\K");
      case 'N' -> throw source.unsupported(start, "\\N here");
      case 'u', 'U', 'l', 'L' ->
          throw source.unsupported(start, "\\" + (char) letter + " (write \\x{…})");
      default -> {
        if (isLetter(letter)) {
          throw source.syntax(start, "unknown escape \\" + (char) letter);
        }
        yield letter;
      }
    };
  }

  private static boolean isLetter(int value) {
    return ByteSet.LOWER.contains(value) || ByteSet.UPPER.contains(value);
  }

  private int control(int start) throws RegexFault {
    int value = source.next();
    if (value < ' ' || value > '~') {
      throw source.syntax(start, "\\c needs a printable ASCII character after it");
    }
    return (value >= 'a' && value <= 'z' ? value - 32 : value) ^ 0x40;
  }

  private int hexadecimal(int start) throws RegexFault {
    if (source.peek() == '{') {
      source.skip(1);
      return braced(start, 16);
    }
    int value = 0;
    for (int i = 0; i < 2 && Character.digit(source.peek(), 16) >= 0; i++) {
      value = value * 16 + Character.digit(source.next(), 16);
    }
    return value;
  }

  private int bracedOctal(int start) throws RegexFault {
    if (source.next() != '{') {
      throw source.syntax(start, "\\o needs braces: \\o{101}");
    }
    return braced(start, 8);
  }

  private int braced(int start, int radix) throws RegexFault {
    String digits = source.until('}');
    if (digits == null) {
      throw source.syntax(start, "the closing brace of the escape is missing");
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit > 'f' || Character.digit(digit, radix) < 0) {
        throw source.syntax(start, "not a number in the escape: " + digits);
      }
      value = Math.min(value * radix + Character.digit(digit, radix), Character.MAX_CODE_POINT + 1);
    }
    if (digits.isEmpty() || value > Character.MAX_CODE_POINT || isSurrogate(value)) {
      throw source.syntax(start, "not a character: " + digits);
    }
    return value;
  }

  private static boolean isSurrogate(int value) {
    return value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
  }

  private int octal(int first, int start) throws RegexFault {
    int value = first - '0';
    for (int i = 0; i < 2 && source.peek() >= '0' && source.peek() <= '7'; i++) {
      value = value * 8 + source.next() - '0';
    }
    if (value > 0xFF) {
      throw source.syntax(start, "an octal escape is at most \\377");
    }
    return value;
  }

  static byte[] utf8(int codePoint) {
    return Character.toString(codePoint).getBytes(UTF_8);
  }
}
