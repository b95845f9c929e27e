package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a consumer's authenticator app makes its codes from (RFC 6238): a second factor.
///
/// @param secret in base32, as apps take it
@Kind(
    list = "totp_credentials",
    key = {"consumer", "secret"},
    secretKey = true)
public record TotpCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    @Referenceable Secret secret,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential {
  /// It is found by its consumer, who is known before the code is asked for.
  @Override
  public @Nullable String lookupKey() {
    return null;
  }
}
