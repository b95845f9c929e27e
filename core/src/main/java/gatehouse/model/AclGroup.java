package gatehouse.model;

import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import java.util.List;

/// A consumer's membership in a group of the `acl` plugin.
@Kind(
    list = "acls",
    key = {"consumer", "group"})
public record AclGroup(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    String group,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity {}
