package gatehouse.model;

import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The name in a client's certificate that means a consumer.
///
/// @param caCertificate id of the authority that must have issued it; null for any
@Kind(
    list = "mtls_auth_credentials",
    key = {"subject_name", "ca_certificate", "consumer"})
public record MtlsAuthCredential(
    @Match(Form.UUID) String id,
    @Ref("consumers") String consumer,
    String subjectName,
    @Ref(value = "ca_certificates", nested = false) @Nullable String caCertificate,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Credential {
  @Override
  public String lookupKey() {
    return subjectName;
  }
}
