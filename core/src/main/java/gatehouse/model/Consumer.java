package gatehouse.model;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Derived;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A caller known to the gateway; it has a username, a custom id, or both.
///
/// @param groups ids of its consumer groups, ordered by the groups' names
@Kind(list = "consumers", key = "username")
public record Consumer(
    @Match(Form.UUID) String id,
    @Unique @Nullable String username,
    @Unique @Nullable String customId,
    @Derived List<String> groups,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {
  @Override
  public void check(Check check) {
    check.atLeastOneOf("custom_id", "username");
  }
}
