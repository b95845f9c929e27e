package gatehouse.log;

import gatehouse.spi.Discretion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Masks the secrets in an address, or in any text that may hold one: the user in its authority,
/// and values by their names: arguments of the query, of the fragment, and parameters of the path.
/// An address may be an argument of another one.
final class AddressRedaction {
  /// An address in an address in an address; what is deeper is hidden whole.
  private static final int DEEPEST = 3;

  private final String text;
  private final Discretion discretion;
  private final int depth;
  private @Nullable StringBuilder masked;
  private int copied;

  private AddressRedaction(String text, Discretion discretion, int depth) {
    this.text = text;
    this.discretion = discretion;
    this.depth = depth;
  }

  static String of(String text, Discretion discretion) {
    return of(text, discretion, 0);
  }

  private static String of(String text, Discretion discretion, int depth) {
    // Most values have nothing that could be hidden.
    return text.indexOf('=') < 0 && text.indexOf('@') < 0
        ? text
        : new AddressRedaction(text, discretion, depth).redacted();
  }

  private String redacted() {
    boolean inPath = true;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '?' || c == '#') {
        inPath = false;
      }
      if (c == '?' || c == '#' || c == ';' || c == '&' && !inPath) {
        argument(at + 1, inPath);
      } else if (c == '/' && text.startsWith("//", at) && (at == 0 || text.charAt(at - 1) == ':')) {
        user(at + 2);
      }
    }
    StringBuilder out = masked;
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  /// `user:password@` in front of a host.
  private void user(int from) {
    int user = -1;
    for (int at = from; at < text.length() && "/?# \"<>,".indexOf(text.charAt(at)) < 0; at++) {
      user = text.charAt(at) == '@' ? at : user;
    }
    if (user > 0 && from >= copied) {
      hide(from, user);
    }
  }

  private void argument(int from, boolean inPath) {
    int end = from;
    int equals = -1;
    while (end < text.length() && !isEnd(text.charAt(end), inPath)) {
      equals = equals < 0 && text.charAt(end) == '=' ? end : equals;
      end++;
    }
    if (equals < 0 || from < copied) {
      return;
    }
    String value = text.substring(equals + 1, end);
    if (discretion.hides(decoded(text.substring(from, equals)).strip())) {
      hide(equals + 1, end);
    } else if (value.indexOf('%') >= 0 && hidesIn(decoded(value))) {
      hide(equals + 1, end);
    }
  }

  private boolean hidesIn(String value) {
    return depth >= DEEPEST || !of(value, discretion, depth + 1).equals(value);
  }

  private static boolean isEnd(char c, boolean inPath) {
    return c == '#' || (inPath ? c == '?' || c == ';' || c == '/' : c == '&');
  }

  private void hide(int from, int to) {
    StringBuilder out = masked;
    if (out == null) {
      out = new StringBuilder(text.length());
      masked = out;
    }
    out.append(text, copied, from).append(Redaction.MASK);
    copied = to;
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a broken escape: what the service reads there is not a name of ours
    }
  }
}
