package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Auto;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
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

/// The key that a consumer's tokens are signed with.
///
/// @param key the value of the token's claim that names it, usually `iss`
/// @param secret for the HS algorithms
/// @param rsaPublicKey PEM, for all other algorithms, elliptic ones too
@Kind(list = "jwt_secrets", key = "key")
public record JwtCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    @Auto @Unique String key,
    @Auto @Referenceable Secret secret,
    @Match(Form.PEM_PUBLIC_KEY) @Referenceable @Nullable String rsaPublicKey,
    @Default("HS256")
        @OneOf({
          "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
          "PS384", "PS512", "EdDSA"
        })
        String algorithm,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential, Checked {
  @Override
  public String lookupKey() {
    return key;
  }

  @Override
  public void check(Check check) {
    boolean needed =
        algorithm.startsWith("RS") || algorithm.startsWith("PS") || algorithm.equals("EdDSA");
    if (needed && rsaPublicKey == null) {
      check.required("rsa_public_key", "algorithm");
    }
  }
}
