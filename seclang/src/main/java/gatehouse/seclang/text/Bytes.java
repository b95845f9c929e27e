package gatehouse.seclang.text;

import gatehouse.regex.ByteGroups;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/// An immutable byte string: a range of an array that nobody writes to any more. Equality is by
/// content. Case, blanks and digits are ASCII's; other bytes mean nothing but themselves.
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final Bytes[] NUMBERS = new Bytes[256];

  /// Of this process only, so that nobody outside can look for strings of equal hashes.
  private static final int MULTIPLIER = new SecureRandom().nextInt() << 3 | 5;

  static {
    Arrays.setAll(NUMBERS, number -> of(Integer.toString(number)));
  }

  private final byte[] array;
  private final int from;
  private final int to;
  private int hash;
  private int lowerHash;
  private long traits;
  private long groups;

  private Bytes(byte[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /// The range `[from, to)` of an array, which must not change afterwards.
  public static Bytes of(byte[] array, int from, int to) {
    return from == to ? EMPTY : new Bytes(array, from, to);
  }

  public static Bytes of(byte[] array) {
    return of(array, 0, array.length);
  }

  /// One byte a char: the text must be ISO-8859-1, as rule files are read.
  public static Bytes of(String latin1) {
    return of(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static Bytes utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Bytes of(long number) {
    if (number >= 0 && number < NUMBERS.length) {
      return NUMBERS[(int) number];
    }
    return of(Long.toString(number));
  }

  public byte[] array() {
    return array;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  public int length() {
    return to - from;
  }

  public boolean isEmpty() {
    return from == to;
  }

  /// The byte at an index of this string, 0 to 255.
  public int at(int index) {
    return array[from + index] & 0xff;
  }

  public Bytes slice(int begin, int end) {
    return begin == 0 && end == length() ? this : of(array, from + begin, from + end);
  }

  /// The first index of a byte at or after `start`, or -1.
  public int indexOf(int wanted, int start) {
    for (int i = from + start; i < to; i++) {
      if ((array[i] & 0xff) == wanted) {
        return i - from;
      }
    }
    return -1;
  }

  /// The first index at which `part` stands at or after `start`, or -1.
  public int indexOf(Bytes part, int start) {
    if (part.isEmpty()) {
      return start <= length() ? start : -1;
    }
    int last = to - part.length();
    byte head = part.array[part.from];
    for (int i = from + start; i <= last; i++) {
      if (array[i] == head && startsWith(part, i - from)) {
        return i - from;
      }
    }
    return -1;
  }

  public boolean startsWith(Bytes part, int offset) {
    int begin = from + offset;
    return part.length() <= to - begin
        && Arrays.equals(array, begin, begin + part.length(), part.array, part.from, part.to);
  }

  public boolean endsWith(Bytes part) {
    return part.length() <= length() && startsWith(part, length() - part.length());
  }

  /// As [#equals], without computing hashes.
  public boolean hasSameBytes(Bytes other) {
    return Arrays.equals(array, from, to, other.array, other.from, other.to);
  }

  public boolean equalsIgnoreCase(Bytes other) {
    if (length() != other.length()) {
      return false;
    }
    if (hasSameBytes(other)) {
      return true;
    }
    for (int i = 0; i < length(); i++) {
      if (Ascii.lower(at(i)) != Ascii.lower(other.at(i))) {
        return false;
      }
    }
    return true;
  }

  public Bytes lower() {
    if ((traits() & Traits.UPPER) == 0) {
      return this;
    }
    byte[] copy = Arrays.copyOfRange(array, from, to);
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (byte) Ascii.lower(copy[i] & 0xff);
    }
    return of(copy);
  }

  /// Without white space at either end.
  public Bytes trim() {
    int begin = 0;
    int end = length();
    while (begin < end && Ascii.isSpace(at(begin))) {
      begin++;
    }
    while (end > begin && Ascii.isSpace(at(end - 1))) {
      end--;
    }
    return slice(begin, end);
  }

  public Bytes plus(Bytes other) {
    return isEmpty() ? other : join(this, other);
  }

  /// One behind the other.
  public static Bytes join(Bytes... texts) {
    int length = 0;
    for (Bytes text : texts) {
      length += text.length();
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Bytes text : texts) {
      System.arraycopy(text.array, text.from, joined, at, text.length());
      at += text.length();
    }
    return of(joined);
  }

  /// The number at the start, as C's `strtol` reads it: blanks, a sign, digits; anything else is
  /// zero, and what does not fit saturates.
  public long number() {
    int i = 0;
    while (i < length() && Ascii.isSpace(at(i))) {
      i++;
    }
    boolean negative = i < length() && at(i) == '-';
    if (i < length() && (at(i) == '-' || at(i) == '+')) {
      i++;
    }
    long sum = 0;
    for (; i < length() && Ascii.isDigit(at(i)); i++) {
      int digit = at(i) - '0';
      if (sum > (Long.MAX_VALUE - digit) / 10) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      sum = sum * 10 + digit;
    }
    return negative ? -sum : sum;
  }

  /// What kinds of bytes occur ([Traits]); found by one scan, then remembered.
  public long traits() {
    long known = traits;
    if (known == 0) {
      known = Traits.of(array, from, to);
      traits = known;
    }
    return known;
  }

  /// Which groups of bytes occur ([ByteGroups]); found by one scan, then remembered.
  public long groups() {
    long known = groups;
    if (known == 0) {
      known = ByteGroups.presence(array, from, to);
      groups = known;
    }
    return known;
  }

  public byte[] toArray() {
    return Arrays.copyOfRange(array, from, to);
  }

  /// Where this string lies within another that shares its array, or -1.
  @SuppressWarnings("ReferenceEquality") // The same array is meant, not an equal one.
  public int offsetIn(Bytes whole) {
    boolean inside = array == whole.array && from >= whole.from && to <= whole.to;
    return inside ? from - whole.from : -1;
  }

  /// A copy whose array holds nothing else, so that keeping it does not keep a whole request.
  public Bytes compact() {
    return length() == array.length ? this : of(toArray());
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Bytes that
            && hashCode() == that.hashCode()
            && Arrays.equals(array, from, to, that.array, that.from, that.to));
  }

  /// By unsigned bytes. Maps with such keys stay fast when a client sends strings of equal hashes.
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, from, to, other.array, other.from, other.to);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 1;
      for (int i = from; i < to; i++) {
        known = MULTIPLIER * known + array[i];
      }
      hash = known;
    }
    return known;
  }

  /// A hash that is the same in any case.
  public int lowerHash() {
    int known = lowerHash;
    if (known == 0) {
      known = 1;
      for (int i = from; i < to; i++) {
        known = MULTIPLIER * known + Ascii.lower(array[i] & 0xff);
      }
      lowerHash = known;
    }
    return known;
  }

  /// One char a byte.
  @Override
  public String toString() {
    return new String(array, from, length(), StandardCharsets.ISO_8859_1);
  }

  /// One char a byte, and `\xHH` for what is not printable ASCII: nothing a client sends may forge
  /// a line of a log.
  public String printable() {
    int odd = from;
    while (odd < to && isPrintable(array[odd])) {
      odd++;
    }
    if (odd == to) {
      return toString();
    }
    StringBuilder out = new StringBuilder(length() + 16);
    for (int i = from; i < to; i++) {
      if (isPrintable(array[i])) {
        out.append((char) array[i]);
      } else {
        out.append("\\x")
            .append((char) Ascii.hexDigit(array[i] >> 4 & 15))
            .append((char) Ascii.hexDigit(array[i] & 15));
      }
    }
    return out.toString();
  }

  private static boolean isPrintable(byte b) {
    return b >= 32 && b <= 126;
  }
}
