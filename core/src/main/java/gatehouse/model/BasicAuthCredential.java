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

/// A consumer's username and password.
///
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
  @Override
  public String lookupKey() {
    return username;
  }

  /// The password as Kong stores and shows it: hexadecimal SHA-1 of the password and the consumer's
  /// id. It is weak, and here for Kong's clients only.
  public String storedPassword() {
    if (hashed) {
      return password.reveal();
    }
    try {
      byte[] salted = (password.reveal() + consumer).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(salted));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
