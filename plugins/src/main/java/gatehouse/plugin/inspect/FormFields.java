package gatehouse.plugin.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pairs of a form body or of a query. What is kept is kept byte for byte, so that removing one
/// pair changes nothing else.
public final class FormFields implements Fields {
  private final List<Pair> pairs;

  private FormFields(List<Pair> pairs) {
    this.pairs = pairs;
  }

  /// One pair.
  ///
  /// @param raw as it was sent
  /// @param value null if there is no `=`
  public record Pair(String raw, String name, @Nullable String value) {}

  /// Reads the text of a query or, with one character for each byte, of a form body.
  public static FormFields of(String text) {
    List<Pair> pairs = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int amp = text.indexOf('&', start);
      int end = amp < 0 ? text.length() : amp;
      if (end > start) {
        pairs.add(pair(text.substring(start, end)));
      }
      start = end + 1;
    }
    return new FormFields(List.copyOf(pairs));
  }

  private static Pair pair(String raw) {
    int equals = raw.indexOf('=');
    return equals < 0
        ? new Pair(raw, decoded(raw), null)
        : new Pair(raw, decoded(raw.substring(0, equals)), decoded(raw.substring(equals + 1)));
  }

  /// Decodes once: `+` is a blank, a percent sign without two hexadecimal digits is itself.
  public static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escaped = c == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
      if (escaped >= 0) {
        bytes.write(escaped);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  private static int hex(String text, int at) {
    int high = digit(text.charAt(at));
    int low = digit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  /// The pairs in order.
  public List<Pair> pairs() {
    return pairs;
  }

  int size() {
    return pairs.size();
  }

  @Override
  public int count(String name) {
    int count = 0;
    for (Pair pair : pairs) {
      if (pair.name.equals(name)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public @Nullable String text(String name) {
    for (Pair pair : pairs) {
      if (pair.name.equals(name)) {
        return pair.value;
      }
    }
    return null;
  }

  /// The text without the pairs of that name; null if nothing is left.
  public @Nullable String textWithout(String name) {
    StringBuilder rest = new StringBuilder();
    for (Pair pair : pairs) {
      if (!pair.name.equals(name)) {
        rest.append(rest.isEmpty() ? "" : "&").append(pair.raw);
      }
    }
    return rest.isEmpty() ? null : rest.toString();
  }

  @Override
  public byte[] without(String name) {
    String rest = textWithout(name);
    return rest == null ? new byte[0] : rest.getBytes(StandardCharsets.ISO_8859_1);
  }
}
