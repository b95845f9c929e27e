package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Auto;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An application of a consumer that asks for OAuth 2.0 tokens.
///
/// @param redirectUris absolute, without fragment
@Kind(list = "oauth2_credentials", key = "client_id")
public record OauthCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    String name,
    @Auto @Unique String clientId,
    @Auto @Referenceable Secret clientSecret,
    @Match(Form.URL) @Nullable List<String> redirectUris,
    @Default("confidential") @OneOf({"confidential", "public"}) String clientType,
    @Default("false") boolean hashSecret,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential {
  @Override
  public String lookupKey() {
    return clientId;
  }
}
