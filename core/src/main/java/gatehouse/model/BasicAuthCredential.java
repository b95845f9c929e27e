package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Derived;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Unique;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// A consumer's username and password.
///
/// @param password as it is, or its bcrypt or Argon2 hash
/// @param hashed whether the password is written as the hash that Kong stores: hexadecimal SHA-1 of
///   the password and the consumer's id
@Kind(list = "basicauth_credentials", key = "username")
public record BasicAuthCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    @Unique String username,
    @Referenceable Secret password,
    @Derived boolean hashed,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential {
  /// Nobody's: it matches no password, at the cost of one that could.
  public static final BasicAuthCredential NOBODY =
      new BasicAuthCredential("", "", "", new Secret(""), true, List.of());

  private static final int BCRYPT_LENGTH = 60;
  private static final int BCRYPT_ROUNDS = 4;
  private static final int MOST_ROUNDS = 31;

  @Override
  public String lookupKey() {
    return username;
  }

  /// The password as Kong stores and shows it: hexadecimal SHA-1 of the password and the consumer's
  /// id. It is weak, and here for Kong's clients only.
  public String storedPassword() {
    return hashed ? password.reveal() : sha1(password.reveal());
  }

  /// Whether that is the password, which is not a slow hash.
  public boolean matches(String given) {
    byte[] own = storedPassword().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(own, sha1(given).getBytes(StandardCharsets.UTF_8));
  }

  private String sha1(String text) {
    try {
      byte[] salted = (text + consumer).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(salted));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The password may be a slow hash (`$2b$12$…`, `$argon2id$…`), and these cost more the more
  /// rounds they name.
  @Override
  public long work() {
    String text = password.reveal();
    if (text.startsWith("$2") && text.length() == BCRYPT_LENGTH) {
      return 1L << Math.min(MOST_ROUNDS, digits(text, BCRYPT_ROUNDS));
    }
    int memory = text.startsWith("$argon2") ? text.indexOf("$m=") : -1;
    int turns = memory < 0 ? -1 : text.indexOf(",t=", memory);
    return turns < 0 ? 0 : digits(text, memory + 3) * Math.max(1, digits(text, turns + 3));
  }

  private static long digits(String text, int from) {
    long number = 0;
    for (int i = from; i < Math.min(text.length(), from + 9); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return number;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
