package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.Utf8;

/// Reads JSON (RFC 8259, strictly) and makes an argument of each scalar, named by its path:
/// `json.a.array_0`. Arguments read before a fault stay.
final class JsonBody {
  private static final Bytes EMPTY_KEY = Bytes.of("empty-key");

  /// Reading recurses; a thousand levels fit any thread's stack.
  private static final int DEEPEST = 1_000;

  /// An escape of a character, which may be cut in two.
  private static final int LONGEST_TOKEN = 6;

  private static final String[] WORDS = {"true", "false", "null"};

  private final Bytes text;
  private final Arguments arguments;
  private final int maxDepth;

  /// Each name repeats its whole path: a long key over many elements would multiply the body.
  private final long maxNameBytes;

  private final ByteBuilder path = new ByteBuilder(64);
  private int at;
  private int depth;
  private long nameBytes;

  JsonBody(Bytes text, Arguments arguments, int maxDepth) {
    this.text = text;
    this.arguments = arguments;
    this.maxDepth = Math.min(maxDepth, DEEPEST);
    this.maxNameBytes = (256L << 10) + 4L * text.length();
    path.add("json");
  }

  void read() throws BodyFault {
    if (text.trim().isEmpty()) {
      return;
    }
    value(true);
    blanks();
    if (at < text.length()) {
      throw fault("trailing garbage");
    }
  }

  /// After a fault: whether it may come from the text's being cut off.
  boolean isAtEnd() {
    return at >= text.length() - LONGEST_TOKEN;
  }

  private void value(boolean keyed) throws BodyFault {
    blanks();
    switch (peek()) {
      case '{' -> object();
      case '[' -> array(keyed);
      case '"' -> argument(string());
      case -1 -> throw fault("premature EOF");
      default -> argument(word());
    }
  }

  private void argument(Bytes value) throws BodyFault {
    if (arguments.isFull()) {
      throw fault("too many arguments");
    }
    countName();
    arguments.addPost(path.copy(), value);
  }

  private void countName() throws BodyFault {
    nameBytes += path.length();
    if (nameBytes > maxNameBytes) {
      throw fault("names too long");
    }
  }

  private void object() throws BodyFault {
    enter();
    int length = path.length();
    if (!closes('}')) {
      do {
        blanks();
        if (peek() != '"') {
          throw fault("invalid object key (must be a string)");
        }
        Bytes key = string();
        blanks();
        expect(':', "object key and value must be separated by a colon (':')");
        path.cut(length);
        path.add('.').add(key.isEmpty() ? EMPTY_KEY : key);
        value(true);
      } while (continues('}'));
    }
    path.cut(length);
    depth--;
  }

  /// @param keyed whether the array is the value of a key, or the whole document
  private void array(boolean keyed) throws BodyFault {
    enter();
    int length = path.length();
    int index = 0;
    if (!closes(']')) {
      if (keyed) {
        // Rules look for keys at the end of a name; that of an array would always be hidden by the
        // element's number.
        countName();
        arguments.addName(path.copy());
      }
      do {
        path.cut(length);
        path.add(".array_").add(Bytes.of(index++));
        value(false);
      } while (continues(']'));
    }
    path.cut(length);
    depth--;
  }

  private void enter() throws BodyFault {
    at++;
    if (++depth > maxDepth) {
      throw new BodyFault("JSON parsing error: . Parsing depth limit exceeded");
    }
  }

  private boolean closes(int bracket) {
    blanks();
    if (peek() != bracket) {
      return false;
    }
    at++;
    return true;
  }

  private boolean continues(int bracket) throws BodyFault {
    blanks();
    int c = peek();
    at++;
    if (c == ',') {
      return true;
    }
    if (c != bracket) {
      throw fault("after a value, a comma or the closing bracket is expected");
    }
    return false;
  }

  private void expect(int wanted, String otherwise) throws BodyFault {
    if (peek() != wanted) {
      throw fault(otherwise);
    }
    at++;
  }

  private void blanks() {
    while (at < text.length() && isBlank(text.at(at))) {
      at++;
    }
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private int peek() {
    return at < text.length() ? text.at(at) : -1;
  }

  private Bytes string() throws BodyFault {
    int from = ++at;
    while (at < text.length() && text.at(at) != '"' && text.at(at) != '\\') {
      character();
    }
    if (peek() == '"') {
      return text.slice(from, at++);
    }
    ByteBuilder out = new ByteBuilder(64).add(text.slice(from, at));
    while (peek() != '"') {
      if (peek() == '\\') {
        escape(out);
      } else {
        int start = at;
        character();
        out.add(text.slice(start, at));
      }
    }
    at++;
    return out.toBytes();
  }

  /// Passes one character of UTF-8.
  private void character() throws BodyFault {
    int c = peek();
    if (c < 0) {
      throw fault("premature EOF");
    }
    if (c < 0x20) {
      throw fault("invalid character inside string.");
    }
    int size = Utf8.sequence(text, at);
    if (size == 0) {
      throw fault("invalid bytes in UTF8 string.");
    }
    at += size;
  }

  private void escape(ByteBuilder out) throws BodyFault {
    int c = at + 1 < text.length() ? text.at(at + 1) : -1;
    at += 2;
    switch (c) {
      case '"', '\\', '/' -> out.add(c);
      case 'b' -> out.add('\b');
      case 'f' -> out.add('\f');
      case 'n' -> out.add('\n');
      case 'r' -> out.add('\r');
      case 't' -> out.add('\t');
      case 'u' -> unicode(out);
      default -> throw fault("inside a string, '\\' occurs before a character which it may not.");
    }
  }

  private void unicode(ByteBuilder out) throws BodyFault {
    int code = fourDigits();
    boolean pair =
        Character.isHighSurrogate((char) code)
            && peek() == '\\'
            && at + 1 < text.length()
            && text.at(at + 1) == 'u';
    if (pair) {
      at += 2;
      int low = fourDigits();
      code =
          Character.isLowSurrogate((char) low)
              ? Character.toCodePoint((char) code, (char) low)
              : '?';
    } else if (code >= 0xd800 && code < 0xe000) {
      code = '?';
    }
    Utf8.write(code, out);
  }

  private int fourDigits() throws BodyFault {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0 ? -1 : Ascii.hex(peek());
      if (digit < 0) {
        throw fault("invalid (non-hex) character occurs after '\\u' inside string.");
      }
      code = (code << 4) | digit;
      at++;
    }
    return code;
  }

  /// A number as written, a truth value, or nothing for null.
  private Bytes word() throws BodyFault {
    int c = peek();
    if (c == '-' || Ascii.isDigit(c)) {
      return number();
    }
    for (String word : WORDS) {
      Bytes bytes = Bytes.of(word);
      if (text.startsWith(bytes, at)) {
        at += bytes.length();
        return word.equals("null") ? Bytes.EMPTY : bytes;
      }
    }
    throw fault("invalid char in json text.");
  }

  private Bytes number() throws BodyFault {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    return text.slice(from, at);
  }

  private void digits() throws BodyFault {
    int from = at;
    while (at < text.length() && Ascii.isDigit(text.at(at))) {
      at++;
    }
    if (at == from) {
      throw fault("malformed number, a digit is required");
    }
  }

  private static BodyFault fault(String what) {
    return new BodyFault("JSON parsing error: " + what);
  }
}
