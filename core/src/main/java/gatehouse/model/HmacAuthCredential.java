package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Auto;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Unique;
import java.util.List;

/// A consumer's username and the secret it signs requests with.
@Kind(list = "hmacauth_credentials", key = "username")
public record HmacAuthCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    @Unique String username,
    @Auto @Referenceable Secret secret,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential {
  @Override
  public String lookupKey() {
    return username;
  }
}
