package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter;
import org.jspecify.annotations.Nullable;

/// Covers values in a JSON text that comes in pieces, in constant memory. What no rule means goes
/// on byte by byte as it came; what comes out is as sound as what goes in, and does not depend on
/// where the pieces end.
///
/// This is the grammar; what becomes of values is [JsonValues]' business.
final class JsonMasker implements BodyFilter {
  /// A name with what is before it, or a number, is held until it is known whole.
  private static final int LONGEST_NAME = 64 << 10;

  private static final int LONGEST_NUMBER = 1024;
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte RECORD_SEPARATOR = 0x1e;

  private final Passage passage = new Passage();
  private final JsonLevels levels = new JsonLevels();
  private final JsonValues values;
  private final Handling handling;
  private final boolean many;
  private final LineMasker afterwards;
  private State state = State.BEGINNING;
  private int escape;
  private int nameAt;
  private byte[] word = {};
  private int matched;

  private enum State {
    /// Nothing but blanks has come, or one text of several is complete.
    BEGINNING,
    /// An array is open: its first element, or its end.
    FIRST_ELEMENT,
    /// A value must come.
    VALUE,
    /// An object is open: its first name, or its end.
    FIRST_NAME,
    /// A name must come.
    NAME,
    IN_NAME,
    COLON,
    IN_STRING,
    IN_NUMBER,
    IN_WORD,
    /// A value is complete: a comma, or the end of what it is in.
    AFTER_VALUE,
    /// The text is complete.
    DONE,
    /// It was no JSON; the rest is text.
    BROKEN
  }

  /// @param many whether several JSON texts follow each other (NDJSON, RFC 7464)
  JsonMasker(RuleSet rules, long active, Handling handling, boolean many) {
    this(rules, active, handling, many, null);
  }

  /// @param addresses covers arguments in what members of certain names hold; null for none
  JsonMasker(
      RuleSet rules,
      long active,
      Handling handling,
      boolean many,
      @Nullable AddressMasker addresses) {
    this.values = new JsonValues(rules, active, handling, passage, levels, addresses);
    this.handling = handling;
    this.many = many;
    this.afterwards = new LineMasker(rules, active, handling);
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    if (state == State.BROKEN) {
      afterwards.chunk(bytes, from, to, out);
      return;
    }
    passage.begin(bytes, from, to, out);
    int i = from;
    try {
      while (i < to && state != State.BROKEN) {
        i = step(bytes, i, to);
      }
    } catch (Broken e) {
      i = giveUp(e, to, out);
    }
    passage.finish();
    if (state == State.BROKEN && i < to) {
      afterwards.chunk(bytes, i, to, out);
    }
  }

  @Override
  public void end(Output out) {
    passage.begin(new byte[0], 0, 0, out);
    try {
      if (state == State.IN_NUMBER && levels.depth() == 0) {
        number(0);
      }
      if (state != State.DONE && state != State.BEGINNING && state != State.BROKEN) {
        throw new Broken("it ends too early", 0);
      }
    } catch (Broken e) {
      giveUp(e, 0, out);
    }
    passage.finish();
    if (state == State.BROKEN) {
      afterwards.end(out);
    }
  }

  /// It is no JSON.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int at;

    Broken(String why, int at) {
      super(why, null, false, false);
      this.at = at;
    }
  }

  private int giveUp(Broken e, int to, Output out) {
    if (handling.blocksUnparsable()) {
      throw handling.unparsable("the body is no JSON: " + e.getMessage());
    }
    state = State.BROKEN;
    values.abandon(e.at, (region, from, end) -> afterwards.chunk(region, from, end, out));
    passage.skip(to);
    return Math.min(e.at, to);
  }

  private int step(byte[] bytes, int i, int to) {
    byte b = bytes[i];
    switch (state) {
      case IN_STRING, IN_NAME -> {
        return string(bytes, i, to);
      }
      case IN_NUMBER -> {
        return inNumber(bytes, i, to);
      }
      case IN_WORD -> {
        return inWord(b, i);
      }
      default -> {}
    }
    if (JsonGrammar.isSpace(b)) {
      limitName(i);
      return i + 1;
    }
    return switch (state) {
      case BEGINNING -> beginning(b, i);
      case FIRST_ELEMENT, VALUE -> value(b, i);
      case FIRST_NAME, NAME -> name(b, i);
      case COLON -> {
        if (b != ':') {
          throw new Broken("a colon is missing", i);
        }
        state = State.VALUE;
        yield i + 1;
      }
      case AFTER_VALUE -> afterValue(b, i);
      default -> done(b, i);
    };
  }

  private void limitName(int i) {
    if (values.isUndecided() && passage.held(i) > LONGEST_NAME) {
      throw new Broken("a name is too long", i);
    }
  }

  private int beginning(byte b, int i) {
    if (matched < BOM.length && b == BOM[matched]) {
      matched++;
      return i + 1;
    }
    if (matched > 0 && matched < BOM.length) {
      throw new Broken("a value is missing", i);
    }
    if (many && b == RECORD_SEPARATOR) {
      return i + 1;
    }
    matched = BOM.length;
    values.beginText();
    return value(b, i);
  }

  private int done(byte b, int i) {
    if (!many) {
      throw new Broken("something follows its end", i);
    }
    state = State.BEGINNING;
    return beginning(b, i);
  }

  private int name(byte b, int i) {
    if (b == '}' && state == State.FIRST_NAME) {
      values.endEmpty();
      return close(i);
    }
    if (b != '"') {
      throw new Broken("a name is missing", i);
    }
    nameAt = passage.held(i + 1);
    state = State.IN_NAME;
    return i + 1;
  }

  private int value(byte b, int i) {
    boolean first = state == State.FIRST_ELEMENT;
    if (first && b == ']') {
      values.endEmpty();
      return close(i);
    }
    values.element(i);
    switch (b) {
      case '"' -> {
        state = State.IN_STRING;
        values.beginString(i + 1);
      }
      case '{', '[' -> {
        if (levels.depth() == JsonLevels.DEEPEST) {
          throw new Broken("it is nested too deeply", i);
        }
        boolean object = b == '{';
        state = object ? State.FIRST_NAME : State.FIRST_ELEMENT;
        values.open(object, i);
      }
      default -> scalar(b, i);
    }
    return i + 1;
  }

  private void scalar(byte b, int i) {
    values.beginScalar(i);
    byte[] expected = JsonGrammar.word(b);
    if (expected != null) {
      state = State.IN_WORD;
      word = expected;
      matched = 1;
    } else if (b == '-' || b >= '0' && b <= '9') {
      state = State.IN_NUMBER;
    } else {
      throw new Broken("a value is missing", i);
    }
  }

  private int inWord(byte b, int i) {
    if (b != word[matched]) {
      throw new Broken("a word is none of JSON's", i);
    }
    if (++matched == word.length) {
      matched = BOM.length;
      values.endWord(i + 1);
      valueEnded(i + 1);
    }
    return i + 1;
  }

  private int inNumber(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && JsonGrammar.isOfNumber(bytes[i])) {
      i++;
    }
    if (passage.held(i) > LONGEST_NUMBER) {
      throw new Broken("a number is too long", i);
    }
    if (i < to) {
      number(i);
    }
    return i;
  }

  private void number(int i) {
    passage.gather(i);
    if (!JsonGrammar.isNumber(passage.region(), passage.regionFrom(), passage.regionTo())) {
      throw new Broken("a number is none", i);
    }
    values.endNumber(i);
    valueEnded(i);
  }

  private int string(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (escape != 0) {
        escape(b, i);
      } else if (b == '"') {
        endString(bytes, from, i);
        return i + 1;
      } else if (b == '\\') {
        escape = 1;
        values.hasEscapes();
      } else if (b >= 0 && b < 0x20) {
        throw new Broken("a text has a control character", i);
      }
      i++;
    }
    if (state == State.IN_STRING) {
      values.content(bytes, from, to);
    } else {
      limitName(to);
    }
    return to;
  }

  private void escape(byte b, int i) {
    if (escape > 1) {
      if (Character.digit(b, 16) < 0) {
        throw new Broken("an escape is none", i);
      }
      escape = escape == 5 ? 0 : escape + 1;
    } else if (b == 'u') {
      escape = 2;
    } else if ("\"\\/bfnrt".indexOf(b) >= 0) {
      escape = 0;
    } else {
      throw new Broken("an escape is none", i);
    }
  }

  private void endString(byte[] bytes, int from, int i) {
    if (state == State.IN_NAME) {
      limitName(i);
      values.name(nameAt, i);
      state = State.COLON;
    } else {
      values.content(bytes, from, i);
      values.endString(i);
      valueEnded(i + 1);
    }
  }

  private int afterValue(byte b, int i) {
    boolean object = levels.isObject();
    if (b == ',') {
      values.comma(i);
      state = object ? State.NAME : State.VALUE;
      return i + 1;
    }
    if (b != (object ? '}' : ']')) {
      throw new Broken("a comma is missing", i);
    }
    return close(i);
  }

  private int close(int i) {
    levels.pop();
    valueEnded(i + 1);
    return i + 1;
  }

  private void valueEnded(int i) {
    values.ended(i);
    state = levels.depth() == 0 ? State.DONE : State.AFTER_VALUE;
  }
}
