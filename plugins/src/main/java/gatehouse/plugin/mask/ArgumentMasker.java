package gatehouse.plugin.mask;

import gatehouse.plugin.mask.MaskRule.Action;
import gatehouse.spi.BodyFilter.Output;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Covers values in what is written as forms and queries are: `name=value&name=value`, with
/// escapes.
final class ArgumentMasker {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final RuleSet rules;
  private final long active;
  private final TextMasker text;
  private final ValueMasker values;
  private final Bytes covered = new Bytes();

  ArgumentMasker(RuleSet rules, long active, Handling handling) {
    this.rules = rules;
    this.active = active;
    this.text = new TextMasker(rules, active, handling, covered);
    this.values = new ValueMasker(covered);
  }

  /// All arguments; one that is taken away takes its separator along.
  void all(byte[] bytes, int from, int to, Output out) {
    boolean first = true;
    int argument = from;
    for (int i = from; i <= to; i++) {
      if (i == to || bytes[i] == '&') {
        first = one(bytes, argument, i, first, out) && first;
        argument = i + 1;
      }
    }
  }

  /// One argument, behind its separator unless it is the first that goes on.
  ///
  /// @return whether nothing was written
  boolean one(byte[] bytes, int from, int to, boolean first, Output out) {
    int equals = from;
    while (equals < to && bytes[equals] != '=') {
      equals++;
    }
    byte[] name = decoded(bytes, from, equals);
    MaskRule rule = equals < to ? rule(name) : null;
    if (rule != null && rule.action() == Action.REMOVE) {
      return true;
    }
    if (!first) {
      out.write(new byte[] {'&'}, 0, 1);
    }
    searched(name, bytes, from, equals, out);
    if (equals < to) {
      out.write(bytes, equals, equals + 1);
      byte[] value = decoded(bytes, equals + 1, to);
      if (rule == null) {
        searched(value, bytes, equals + 1, to, out);
      } else {
        values.begin(rule);
        values.write(value, 0, value.length);
        values.end();
        encode(out);
      }
    }
    return false;
  }

  /// The rule for an argument; `user[password]` is a password too.
  private @Nullable MaskRule rule(byte[] name) {
    String whole = new String(name, StandardCharsets.UTF_8);
    long set = rules.named(whole);
    int open = whole.lastIndexOf('[');
    if (open > 0 && whole.endsWith("]")) {
      set |= rules.named(whole.substring(open + 1, whole.length() - 1));
      set |= rules.named(whole.substring(0, open));
    }
    return rules.first(set & active);
  }

  /// Something that has no name.
  void part(byte[] bytes, int from, int to, Output out) {
    searched(decoded(bytes, from, to), bytes, from, to, out);
  }

  private void searched(byte[] plain, byte[] bytes, int from, int to, Output out) {
    if (text.finds(plain, 0, plain.length)) {
      text.write(plain, 0, plain.length);
      text.end();
      encode(out);
    } else {
      out.write(bytes, from, to);
    }
  }

  /// A plus is a blank; an escape that is none stays as it is.
  private static byte[] decoded(byte[] bytes, int from, int to) {
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '%' && i + 2 < to) {
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        if (high >= 0 && low >= 0) {
          b = (byte) (high << 4 | low);
          i += 2;
        }
      } else if (b == '+') {
        b = ' ';
      }
      plain[length++] = b;
    }
    return Arrays.copyOf(plain, length);
  }

  private void encode(Output out) {
    byte[] plain = covered.copy();
    covered.clear();
    byte[] escaped = new byte[plain.length * 3];
    int length = 0;
    for (byte b : plain) {
      int lower = b | 0x20;
      boolean stays = b >= '0' && b <= '9' || lower >= 'a' && lower <= 'z' && b > 0;
      if (stays || b == '-' || b == '.' || b == '_' || b == '~' || b == '*' || b == '@') {
        escaped[length++] = b;
      } else {
        escaped[length++] = '%';
        escaped[length++] = HEX[b >> 4 & 0xf];
        escaped[length++] = HEX[b & 0xf];
      }
    }
    out.write(escaped, 0, length);
  }
}
