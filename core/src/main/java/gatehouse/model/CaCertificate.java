package gatehouse.model;

import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Referenceable;
import java.util.List;

/// A certificate authority.
///
/// @param cert one PEM certificate
/// @param certDigest its SHA-256 in lower-case hexadecimal
@Kind(list = "ca_certificates")
public record CaCertificate(
    @Match(Form.UUID) String id,
    @Match(Form.PEM_CERTIFICATE) @Referenceable String cert,
    String certDigest,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity {}
