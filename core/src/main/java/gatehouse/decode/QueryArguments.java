package gatehouse.decode;

import gatehouse.spi.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes a query string as forms do: `&` between arguments, `+` for a blank. What goes to the
/// service is never made from this, so leniency here changes nothing there: a malformed escape
/// stands for itself, bytes that are no UTF-8 become U+FFFD.
public final class QueryArguments {
  private QueryArguments() {}

  /// Decodes a query.
  ///
  /// @param raw without its question mark; null when there is none
  /// @param most arguments that are kept; those after them are left out
  public static Query decode(@Nullable String raw, int most) {
    if (raw == null || raw.isEmpty()) {
      return Query.EMPTY;
    }
    List<Query.Arg> args = new ArrayList<>();
    int at = 0;
    while (at <= raw.length() && args.size() < most) {
      int end = raw.indexOf('&', at);
      end = end < 0 ? raw.length() : end;
      if (end > at) {
        int equal = raw.indexOf('=', at);
        boolean hasValue = equal >= 0 && equal < end;
        args.add(
            new Query.Arg(
                decode(raw, at, hasValue ? equal : end),
                hasValue ? decode(raw, equal + 1, end) : null));
      }
      at = end + 1;
    }
    return args.isEmpty() ? Query.EMPTY : new Query(List.copyOf(args));
  }

  private static String decode(String raw, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = raw.charAt(i);
      if (c == '%' || c == '+') {
        return decodeEscapes(raw, from, to);
      }
    }
    return raw.substring(from, to);
  }

  private static String decodeEscapes(String raw, int from, int to) {
    byte[] bytes = new byte[to - from];
    int length = 0;
    int i = from;
    while (i < to) {
      char c = raw.charAt(i);
      int b = c == '%' && i + 2 < to ? PathChars.hex(raw, i + 1) : -1;
      bytes[length++] = (byte) (b >= 0 ? b : c == '+' ? ' ' : c);
      i += b >= 0 ? 3 : 1;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
