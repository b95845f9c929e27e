package gatehouse.plugin.inspect.schema;

import com.networknt.schema.regex.RegularExpression;
import gatehouse.regex.Budget;
import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// A pattern of a schema. Half a surrogate pair, which JSON can write, counts as U+FFFD.
final class LinearPattern implements RegularExpression {
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  /// For one text; far beyond what a pattern that fits its instructions needs for 8 MiB.
  private static final long WORK = 200_000_000;

  private final Regex regex;

  private LinearPattern(Regex regex) {
    this.regex = regex;
  }

  /// @throws BadPattern if it is not valid or cannot be matched in linear time
  static LinearPattern of(String pattern) {
    try {
      return new LinearPattern(EcmaPattern.compile(pattern));
    } catch (RegexFault | IllegalArgumentException fault) {
      throw new BadPattern("the pattern " + pattern + ": " + fault.getMessage());
    }
  }

  /// Whether a text is a pattern that could be used.
  static boolean isOne(String text) {
    try {
      EcmaPattern.check(text);
      return true;
    } catch (RegexFault | IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public boolean matches(String text) {
    byte[] bytes = utf8(text);
    return switch (regex.find(bytes, 0, bytes.length, Budget.of(WORK))) {
      case MATCH -> true;
      case MISS -> false;
      case EXHAUSTED -> throw new Exhausted();
    };
  }

  private static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return bytes;
    }
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .replaceWith(REPLACEMENT)
              .encode(CharBuffer.wrap(text));
      byte[] exact = new byte[encoded.remaining()];
      encoded.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Thrown through the library: a text that took too much work is no miss, for below a `not` a
  /// miss would let it pass.
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("a pattern takes too much work", null, false, false);
    }
  }

  /// Thrown through the library, which has no way to tell of a pattern that it cannot use.
  static final class BadPattern extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadPattern(String message) {
      super(message, null, false, false);
    }
  }
}
