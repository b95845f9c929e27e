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
    int at = 0;
    boolean inPath = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      inPath &= c != '?' && c != '#';
      if (c == '/' && text.startsWith("//", at) && (at == 0 || text.charAt(at - 1) == ':')) {
        at = user(at + 2);
      } else if (c == '?' || c == '#' || (inPath ? c == ';' : c == '&')) {
        argument(at + 1, end(at + 1, inPath), inPath);
        at++;
      } else {
        at++;
      }
    }
    StringBuilder out = masked;
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  /// `user:password@` in front of a host; gives where the authority ends.
  private int user(int from) {
    int user = -1;
    int at = from;
    while (at < text.length() && "/?# \"<>,".indexOf(text.charAt(at)) < 0) {
      user = text.charAt(at) == '@' ? at : user;
      at++;
    }
    if (user >= 0 && from >= copied) {
      hide(from, user);
    }
    return at;
  }

  /// What stands before any `=` may be a name; what follows the first secret one belongs to it.
  private void argument(int from, int end, boolean inPath) {
    if (from < copied) {
      return;
    }
    int name = from;
    for (int at = from; at < end; at++) {
      char c = text.charAt(at);
      if (c == ';' || c == '?') {
        name = at + 1;
      } else if (c == '=') {
        if (discretion.hides(decoded(text.substring(name, at)).strip())) {
          hide(at + 1, end);
          return;
        }
        name = at + 1;
      }
    }
    if (!inPath) {
      addressIn(from, end);
    }
  }

  /// An argument may be an address with arguments of its own.
  private void addressIn(int from, int end) {
    String argument = text.substring(from, end);
    int equals = argument.indexOf('=');
    if (argument.indexOf('%', equals + 1) < 0) {
      return;
    }
    String value = decoded(argument.substring(equals + 1));
    if (depth >= DEEPEST || !of(value, discretion, depth + 1).equals(value)) {
      hide(from + equals + 1, end);
    }
  }

  private int end(int from, boolean inPath) {
    int end = from;
    while (end < text.length() && !isEnd(text.charAt(end), inPath)) {
      end++;
    }
    return end;
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
