package gatehouse.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The header fields of one message, in order, with the spelling they came in. Not thread-safe.
///
/// Names are kept twice, as spelled and in lower case, because each name is compared far more often
/// than it is written. Values are characters of ISO-8859-1, one for each byte of the wire.
public final class Headers {
  private static final int FIRST_CAPACITY = 16;

  private String[] lower = new String[FIRST_CAPACITY];
  private String[] spelled = new String[FIRST_CAPACITY];
  private String[] values = new String[FIRST_CAPACITY];
  private int size;

  /// How many fields there are; repeated names count each time.
  public int size() {
    return size;
  }

  /// The name of a field as it was spelled.
  public String name(int index) {
    return spelled[index];
  }

  /// The name of a field in lower case.
  public String lowerName(int index) {
    return lower[index];
  }

  /// The value of a field.
  public String value(int index) {
    return values[index];
  }

  /// The first value of that name, or null.
  public @Nullable String get(HeaderName name) {
    int at = indexOf(name.lower(), 0);
    return at < 0 ? null : values[at];
  }

  /// All values of that name, in order; empty if there are none.
  public List<String> all(HeaderName name) {
    List<String> found = null;
    for (int i = indexOf(name.lower(), 0); i >= 0; i = indexOf(name.lower(), i + 1)) {
      if (found == null) {
        found = new ArrayList<>(2);
      }
      found.add(values[i]);
    }
    return found == null ? List.of() : found;
  }

  /// All values of that name as one list value (RFC 9110, section 5.3), or null.
  public @Nullable String joined(HeaderName name) {
    int first = indexOf(name.lower(), 0);
    if (first < 0) {
      return null;
    }
    int next = indexOf(name.lower(), first + 1);
    return next < 0 ? values[first] : String.join(", ", all(name));
  }

  /// Whether there is a field of that name.
  public boolean has(HeaderName name) {
    return indexOf(name.lower(), 0) >= 0;
  }

  /// How many fields of that name there are.
  public int count(HeaderName name) {
    int n = 0;
    for (int i = indexOf(name.lower(), 0); i >= 0; i = indexOf(name.lower(), i + 1)) {
      n++;
    }
    return n;
  }

  /// Appends a field.
  ///
  /// @throws IllegalArgumentException if the value could end the field (CR, LF or NUL)
  public void add(HeaderName name, String value) {
    requireOneLine(value);
    append(name.lower(), name.spelling(), value);
  }

  /// Appends a field whose name and value a decoder has already checked.
  ///
  /// @param lowerName the name in lower case
  /// @param spelledName the name as it came
  public void addDecoded(String lowerName, String spelledName, String value) {
    append(lowerName, spelledName, value);
  }

  /// Replaces all fields of that name by one, at the place of the first.
  ///
  /// @throws IllegalArgumentException if the value could end the field (CR, LF or NUL)
  public void set(HeaderName name, String value) {
    requireOneLine(value);
    int at = indexOf(name.lower(), 0);
    if (at < 0) {
      append(name.lower(), name.spelling(), value);
      return;
    }
    spelled[at] = name.spelling();
    values[at] = value;
    removeFrom(name.lower(), at + 1);
  }

  /// Removes all fields of that name; tells whether there was one.
  public boolean remove(HeaderName name) {
    return removeFrom(name.lower(), 0);
  }

  /// Removes the fields for which the test of lower-case name and value holds.
  public void removeIf(BiPredicate<String, String> test) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!test.test(lower[i], values[i])) {
        move(i, kept++);
      }
    }
    shrink(kept);
  }

  /// A copy that changes independently.
  public Headers copy() {
    Headers copy = new Headers();
    copy.lower = Arrays.copyOf(lower, lower.length);
    copy.spelled = Arrays.copyOf(spelled, spelled.length);
    copy.values = Arrays.copyOf(values, values.length);
    copy.size = size;
    return copy;
  }

  /// Removes everything.
  public void clear() {
    shrink(0);
  }

  /// The index of the first field of that lower-case name at or after an index, or -1.
  @SuppressWarnings("ReferenceEquality") // well-known names are shared, which spares the comparison
  public int indexOf(String lowerName, int from) {
    for (int i = from; i < size; i++) {
      String name = lower[i];
      if (name == lowerName
          || (name.hashCode() == lowerName.hashCode() && name.equals(lowerName))) {
        return i;
      }
    }
    return -1;
  }

  private boolean removeFrom(String lowerName, int from) {
    int at = indexOf(lowerName, from);
    if (at < 0) {
      return false;
    }
    int kept = at;
    for (int i = at + 1; i < size; i++) {
      if (!lower[i].equals(lowerName)) {
        move(i, kept++);
      }
    }
    shrink(kept);
    return true;
  }

  private void move(int from, int to) {
    lower[to] = lower[from];
    spelled[to] = spelled[from];
    values[to] = values[from];
  }

  private void shrink(int kept) {
    Arrays.fill(lower, kept, size, null);
    Arrays.fill(spelled, kept, size, null);
    Arrays.fill(values, kept, size, null);
    size = kept;
  }

  private void append(String lowerName, String spelledName, String value) {
    if (size == lower.length) {
      int capacity = size * 2;
      lower = Arrays.copyOf(lower, capacity);
      spelled = Arrays.copyOf(spelled, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    lower[size] = lowerName;
    spelled[size] = spelledName;
    values[size++] = value;
  }

  private static void requireOneLine(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException("a header value may not hold CR, LF or NUL");
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder names = new StringBuilder("Headers[");
    for (int i = 0; i < size; i++) {
      names.append(i == 0 ? "" : ", ").append(spelled[i].toLowerCase(Locale.ROOT));
    }
    return names.append(']').toString();
  }
}
