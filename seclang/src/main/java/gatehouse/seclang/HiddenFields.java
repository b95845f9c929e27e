package gatehouse.seclang;

import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which fields logs do not show: those that `sanitise…` actions name and those that
/// [gatehouse.seclang.rule.Hidden] knows. An argument is hidden too when its name is a part of a
/// path: `password` hides `json.user.password` and `user[password]`.
///
/// The same few names are asked for again and again, in the target, in a referrer, in what matched:
/// the last answers are kept. Of one transaction, for one thread at a time.
final class HiddenFields implements NamedValues.Judge {
  /// A power of two.
  private static final int KEPT = 64;

  private static final int LONGEST_KEPT = 64;

  private final Controls controls;
  private final @Nullable Bytes[] asked = new Bytes[KEPT];
  private final boolean[] answers = new boolean[KEPT];
  private int namesThen;

  /// @param controls of the transaction
  HiddenFields(Controls controls) {
    this.controls = controls;
  }

  /// Whether the values of a variable under a key are hidden.
  boolean hides(VariableName variable, Bytes key) {
    return switch (variable) {
      case ARGS, ARGS_GET, ARGS_POST -> hidesArgument(key);
      case REQUEST_COOKIES ->
          controls.isSanitised("request:", "cookie")
              || controls.isSanitised("cookie:", key.lower().toString());
      case REQUEST_HEADERS -> controls.isSanitised("request:", key.lower().toString());
      case RESPONSE_HEADERS -> controls.isSanitised("response:", key.lower().toString());
      default -> false;
    };
  }

  /// Whether the values of arguments of that name are hidden.
  boolean hidesArgument(Bytes name) {
    if (name.length() > LONGEST_KEPT) {
      return hidesLower(name.lower().toString());
    }
    if (namesThen != controls.sanitisedNames()) {
      namesThen = controls.sanitisedNames();
      Arrays.fill(asked, null);
    }
    int slot = name.hashCode() & KEPT - 1;
    Bytes before = asked[slot];
    if (before == null || !before.equals(name)) {
      answers[slot] = hidesLower(name.lower().toString());
      asked[slot] = name;
    }
    return answers[slot];
  }

  @Override
  public boolean hides(Bytes name) {
    return hidesArgument(name);
  }

  @Override
  public boolean hides(String name) {
    return hidesLower(name.toLowerCase(Locale.ROOT));
  }

  private boolean hidesLower(String lower) {
    if (controls.isSanitised("arg:", lower)) {
      return true;
    }
    int from = 0;
    for (int i = 0; i < lower.length(); i++) {
      if (isPathDelimiter(lower.charAt(i))) {
        if (i > from && controls.isSanitised("arg:", lower.substring(from, i))) {
          return true;
        }
        from = i + 1;
      }
    }
    return from > 0 && from < lower.length() && controls.isSanitised("arg:", lower.substring(from));
  }

  private static boolean isPathDelimiter(char c) {
    return c == '.' || c == '[' || c == ']';
  }

  /// Whether a field of a head is hidden.
  ///
  /// @param kind `request:` or `response:`
  boolean hidesHeader(String kind, String lowerName) {
    return controls.isSanitised(kind, lowerName);
  }
}
