package gatehouse.model;

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
public record Service(
    String id,
    @Nullable String name,
    String protocol,
    String host,
    int port,
    @Nullable String path,
    int retries,
    int connectTimeout,
    int writeTimeout,
    int readTimeout,
    @Nullable String clientCertificate,
    @Nullable Boolean tlsVerify,
    @Nullable Integer tlsVerifyDepth,
    @Nullable List<String> caCertificates,
    boolean enabled,
    List<String> tags)
    implements Entity {}
