package gatehouse.plugin.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A user's name and password as a client sends them: a scheme, then both in Base64 with a colon
/// between (RFC 7617).
///
/// @param user never empty and without a colon
/// @param password may hold colons, and may be empty
record UserPassword(String user, String password) {
  /// Longer ones are no credentials, whatever the limits of a head are.
  private static final int LONGEST_FIELD = 8 << 10;

  /// Reads a field. As in Kong, the scheme is compared without regard to case, the blank after it
  /// may be missing, and so may the padding.
  ///
  /// @param field the field's value; null where there is none
  /// @return null for anything that is not exactly such a credential
  static @Nullable UserPassword read(@Nullable String field, String scheme) {
    if (field == null || field.length() > LONGEST_FIELD) {
      return null;
    }
    String text = field.strip();
    if (!text.regionMatches(true, 0, scheme, 0, scheme.length())) {
      return null;
    }
    String pair = decoded(text.substring(scheme.length()).strip());
    int colon = pair == null ? -1 : pair.indexOf(':');
    // A NUL ends a text for some directories and hash functions, but not for all.
    if (pair == null || colon < 1 || pair.indexOf(0) >= 0) {
      return null;
    }
    return new UserPassword(pair.substring(0, colon), pair.substring(colon + 1));
  }

  private static @Nullable String decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "UserPassword[***]";
  }
}
