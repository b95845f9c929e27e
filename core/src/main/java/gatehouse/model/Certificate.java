package gatehouse.model;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Referenceable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate chain with its key, and optionally a second one of another key type.
@Kind(list = "certificates")
public record Certificate(
    @Match(Form.UUID) String id,
    @Match(Form.PEM_CERTIFICATE) @Referenceable String cert,
    @Match(Form.PEM_KEY) @Referenceable Secret key,
    @Match(Form.PEM_CERTIFICATE) @Referenceable @Nullable String certAlt,
    @Match(Form.PEM_KEY) @Referenceable @Nullable Secret keyAlt,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {
  @Override
  public void check(Check check) {
    check.allOrNone("cert_alt", "key_alt");
  }
}
