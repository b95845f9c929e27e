package gatehouse.plugin.auth;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.HashingFunction;
import gatehouse.regex.Regex;
import gatehouse.regex.RegexOptions;
import gatehouse.spi.Secret;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A bcrypt or Argon2 hash in its usual text form, as `htpasswd -B` and the like write it.
final class PasswordHash {
  private static final Regex BCRYPT =
      Regex.constant(
          "\\$2[abxy]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}", RegexOptions.PCRE);
  private static final Regex ARGON2 =
      Regex.constant(
          "\\$argon2(id|i|d)\\$v=19\\$m=[1-9][0-9]{0,6},t=[1-9][0-9]{0,2},p=[1-9][0-9]?"
              + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{16,171}",
          RegexOptions.PCRE);

  private final String text;
  private final HashingFunction function;

  private PasswordHash(String text, HashingFunction function) {
    this.text = text;
    this.function = function;
  }

  /// The hash that a configured password is; null if it is none.
  static @Nullable PasswordHash of(Secret password) {
    String text = password.reveal();
    if (!text.startsWith("$")) {
      return null;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (BCRYPT.matches(bytes, 0, bytes.length)) {
      return new PasswordHash(text, BcryptFunction.getInstanceFromHash(text));
    }
    return ARGON2.matches(bytes, 0, bytes.length)
        ? new PasswordHash(text, Argon2Function.getInstanceFromHash(text))
        : null;
  }

  /// Whether it is the hash of that password. Takes from milliseconds to seconds of a processor.
  boolean matches(String password) {
    return function.check(password, text);
  }
}
