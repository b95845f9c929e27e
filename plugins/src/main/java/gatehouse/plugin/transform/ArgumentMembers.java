package gatehouse.plugin.transform;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.FormFields.Pair;
import gatehouse.plugin.template.Template;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arguments of a query or the fields of a form. Whatever no rule touches stays as it was sent,
/// byte for byte and at its place.
final class ArgumentMembers implements Members {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final List<Pair> pairs;

  private ArgumentMembers(List<Pair> pairs) {
    this.pairs = new ArrayList<>(pairs);
  }

  /// Reads a query or a form.
  ///
  /// @param text one character for each byte
  /// @throws IllegalArgumentException if it has too many fields
  static ArgumentMembers read(@Nullable String text) {
    if (text == null) {
      return new ArgumentMembers(List.of());
    }
    int separators = 0;
    for (int i = 0; i < text.length(); i++) {
      separators += text.charAt(i) == '&' ? 1 : 0;
    }
    if (separators >= MOST) {
      throw new IllegalArgumentException("more fields than are read");
    }
    return new ArgumentMembers(FormFields.of(text).pairs());
  }

  List<Pair> pairs() {
    return pairs;
  }

  /// Adds pairs as they were sent.
  void addAll(List<Pair> more) {
    pairs.addAll(more);
  }

  /// The query or form as it is now; null if nothing is left.
  @Nullable String text() {
    if (pairs.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (Pair pair : pairs) {
      text.append(text.isEmpty() ? "" : "&").append(pair.raw());
    }
    return text.toString();
  }

  @Override
  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  private int indexOf(String name) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void remove(String name) {
    pairs.removeIf(pair -> pair.name().equals(name));
  }

  @Override
  public void rename(String from, String to) {
    if (!from.equals(to)) {
      remove(to);
      pairs.replaceAll(pair -> pair.name().equals(from) ? renamed(pair, to) : pair);
    }
  }

  private static Pair renamed(Pair pair, String name) {
    int equals = pair.raw().indexOf('=');
    String value = equals < 0 ? "" : pair.raw().substring(equals);
    return new Pair(escaped(Template.bytes(name)) + value, name, pair.value());
  }

  @Override
  public void set(String name, String value) {
    int at = indexOf(name);
    if (at < 0) {
      append(name, value);
      return;
    }
    pairs.set(at, pair(name, value));
    List<Pair> behind = pairs.subList(at + 1, pairs.size());
    behind.removeIf(pair -> pair.name().equals(name));
  }

  @Override
  public void append(String name, String value) {
    pairs.add(pair(name, value));
  }

  private static Pair pair(String name, String value) {
    return new Pair(escaped(Template.bytes(name)) + '=' + escaped(value), name, Rules.text(value));
  }

  /// Escapes all but the unreserved characters of RFC 3986, section 2.3.
  private static String escaped(String bytes) {
    StringBuilder text = new StringBuilder(bytes.length() + 8);
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      boolean isPlain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || isMark(c);
      if (isPlain) {
        text.append(c);
      } else {
        text.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
      }
    }
    return text.toString();
  }

  private static boolean isMark(char c) {
    return c == '-' || c == '.' || c == '_' || c == '~';
  }
}
