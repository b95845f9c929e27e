package gatehouse.model;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service behind the gateway.
///
/// @param protocol `http`, `https`, `grpc`, `grpcs`, `tcp`, `udp`, `tls` or `tls_passthrough`
/// @param host a name or address without port; equal to an upstream's name it means that upstream
/// @param path prefix of every path sent there; null for none
/// @param retries further tries after the first
/// @param connectTimeout milliseconds
/// @param writeTimeout milliseconds, the longest pause between two writes
/// @param readTimeout milliseconds, the longest pause between two reads
/// @param clientCertificate id of the certificate shown to the service; null for none
/// @param tlsVerify null means the global setting
/// @param caCertificates ids of the authorities trusted for this service; null means the default
///   ones
/// @param enabled if false its routes do not exist
@Kind(list = "services", key = "name")
public record Service(
    @Match(Form.UUID) String id,
    @Match(Form.NAME) @Unique @Nullable String name,
    @Default("http")
        @OneOf({"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"})
        String protocol,
    @Match(Form.HOST) String host,
    @Default("80") @Range(min = 0, max = 65535) int port,
    @Match(Form.SERVICE_PATH) @Nullable String path,
    @Default("5") @Range(min = 0, max = 32767) int retries,
    @Default("60000") @Range(min = 1, max = 2147483646) int connectTimeout,
    @Default("60000") @Range(min = 1, max = 2147483646) int writeTimeout,
    @Default("60000") @Range(min = 1, max = 2147483646) int readTimeout,
    @Ref(value = "certificates", nested = false) @Nullable String clientCertificate,
    @Nullable Boolean tlsVerify,
    @Range(min = 0, max = 64) @Nullable Integer tlsVerifyDepth,
    @Ref(value = "ca_certificates", nested = false) @Match(Form.UUID)
        @Nullable List<String> caCertificates,
    @Default("true") boolean enabled,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {

  @Override
  public void check(Check check) {
    if (path != null && !protocol.equals("http") && !protocol.equals("https")) {
      check.fault("path", "value must be null");
    }
    if (!protocol.equals("https") && !protocol.equals("tls")) {
      forbid(check, "client_certificate", clientCertificate);
      forbid(check, "tls_verify", tlsVerify);
      forbid(check, "tls_verify_depth", tlsVerifyDepth);
      forbid(check, "ca_certificates", caCertificates);
    }
    if (protocol.equals("https") && tlsVerify == null) {
      check.warn(
          "tls_verify",
          "the service's certificate is not verified unless upstream_tls_verify is on; set"
              + " tls_verify: true");
    }
  }

  private void forbid(Check check, String field, @Nullable Object value) {
    if (value != null) {
      check.fault(field, "value must be null: protocol is " + protocol);
    }
  }
}
