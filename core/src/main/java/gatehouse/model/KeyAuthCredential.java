package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Auto;
import gatehouse.spi.schema.Derived;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API key of a consumer.
///
/// @param ttl seconds it is good for, counted from its creation; null for ever
/// @param createdAt seconds since the epoch
@Kind(list = "keyauth_credentials", key = "key", secretKey = true)
public record KeyAuthCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    @Auto @Unique @Referenceable Secret key,
    @Range(min = 0, max = 100000000) @Nullable Long ttl,
    @Derived long createdAt,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential {
  @Override
  public String lookupKey() {
    return key.reveal();
  }
}
