package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key that plugins may use by its name.
///
/// @param kid the id by which tokens name it
/// @param jwk JSON text; null if it is given as PEM
/// @param set id of its key set; null for none
@Kind(list = "keys", key = "name")
public record Key(
    @Match(Form.UUID) String id,
    @Match(Form.NAME) @Unique @Nullable String name,
    String kid,
    @Referenceable @Nullable Secret jwk,
    @Nullable Pem pem,
    @Ref("key_sets") @Nullable String set,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {

  /// The two halves of a key.
  public record Pem(
      @Referenceable @Nullable String publicKey, @Referenceable @Nullable Secret privateKey)
      implements Checked {
    @Override
    public void check(Check check) {
      check.atLeastOneOf("public_key", "private_key");
    }
  }

  @Override
  public void check(Check check) {
    check.onlyOneOf("jwk", "pem");
  }
}
