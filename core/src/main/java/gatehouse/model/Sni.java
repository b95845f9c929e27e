package gatehouse.model;

import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Unique;
import java.util.List;

/// A server name and the certificate shown for it.
///
/// @param name a host, `*.host`, `host.*` or `*`
/// @param certificate id of the certificate
@Kind(list = "snis", key = "name")
public record Sni(
    @Match(Form.UUID) String id,
    @Match(Form.SNI) @Unique String name,
    @Ref("certificates") String certificate,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity {}
