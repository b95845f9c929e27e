package gatehouse.model;

import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Unique;
import java.util.List;

/// A group of consumers that plugins can be scoped to.
@Kind(list = "consumer_groups", key = "name")
public record ConsumerGroup(
    @Match(Form.UUID) String id,
    @Unique String name,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity {}
