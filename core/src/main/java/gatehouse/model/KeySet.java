package gatehouse.model;

import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys that belong together.
@Kind(list = "key_sets", key = "name")
public record KeySet(
    @Match(Form.UUID) String id,
    @Match(Form.NAME) @Unique @Nullable String name,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity {}
