package gatehouse.seclang.injection;

import gatehouse.seclang.text.Ascii;

/// One token of SQL. Mutable and used again: reading a value allocates nothing.
///
/// Of the text the first 31 bytes are kept, in upper case, eight to a word: enough to tell keywords
/// and phrases apart, and cheap to compare.
final class SqlToken {
  static final int MAX_TEXT = 31;

  /// No token, or the absence of a quote.
  static final int NONE = 0;

  int type;
  int position;
  int length;
  long w0;
  long w1;
  long w2;
  long w3;

  /// The quotes of a string, NONE where it has none.
  int open;

  int close;

  /// How many `@` a variable begins with.
  int ats;

  /// Whether some phrase of the word table begins with this text.
  boolean opensPhrase;

  void clear() {
    type = NONE;
    position = 0;
    length = 0;
    w0 = 0;
    w1 = 0;
    w2 = 0;
    w3 = 0;
    open = NONE;
    close = NONE;
    ats = 0;
    opensPhrase = false;
  }

  void copy(SqlToken other) {
    type = other.type;
    position = other.position;
    copyText(other);
    open = other.open;
    close = other.close;
    ats = other.ats;
  }

  void copyText(SqlToken other) {
    length = other.length;
    w0 = other.w0;
    w1 = other.w1;
    w2 = other.w2;
    w3 = other.w3;
    opensPhrase = other.opensPhrase;
  }

  /// Becomes the token that stands at `at` for `count` bytes.
  void set(int newType, byte[] bytes, int at, int count) {
    type = newType;
    position = at;
    clearText();
    int kept = Math.min(count, MAX_TEXT);
    for (int i = 0; i < kept; i++) {
      append(bytes[at + i] & 0xff);
    }
  }

  void clearText() {
    length = 0;
    w0 = 0;
    w1 = 0;
    w2 = 0;
    w3 = 0;
    opensPhrase = false;
  }

  /// Adds a byte to a text of less than 31 bytes.
  void append(int c) {
    long shifted = (long) Ascii.upper(c) << ((length & 7) << 3);
    switch (length >> 3) {
      case 0 -> w0 |= shifted;
      case 1 -> w1 |= shifted;
      case 2 -> w2 |= shifted;
      default -> w3 |= shifted;
    }
    length++;
  }

  /// A byte of the text, in upper case.
  int at(int index) {
    long word =
        switch (index >> 3) {
          case 0 -> w0;
          case 1 -> w1;
          case 2 -> w2;
          default -> w3;
        };
    return (int) (word >>> ((index & 7) << 3)) & 0xff;
  }

  boolean startsWith(int first, int second) {
    return length >= 2 && at(0) == first && at(1) == second;
  }

  boolean contains(int c) {
    for (int i = 0; i < length; i++) {
      if (at(i) == c) {
        return true;
      }
    }
    return false;
  }

  boolean sameText(SqlToken other) {
    return length == other.length
        && w0 == other.w0
        && w1 == other.w1
        && w2 == other.w2
        && w3 == other.w3;
  }

  int textHash() {
    long mixed = (w0 ^ w1 * 31) + (w2 ^ w3 * 31) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
    return (int) (mixed >>> 32);
  }

  /// The text, for tests and for making tables.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) at(i));
    }
    return text.toString();
  }
}
