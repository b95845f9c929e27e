package gatehouse.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A way into a service: which requests belong to it, and what becomes of their path.
///
/// @param service id of the service; null for a route without one
/// @param paths prefixes (`/a`) and regular expressions (`~/a`)
/// @param headers values by header name; a single value `~*…` is a regular expression
public record Route(
    String id,
    @Nullable String name,
    List<String> protocols,
    @Nullable List<String> methods,
    @Nullable List<String> hosts,
    @Nullable List<String> paths,
    @Nullable Map<String, List<String>> headers,
    @Nullable List<String> snis,
    @Nullable List<Endpoint> sources,
    @Nullable List<Endpoint> destinations,
    int httpsRedirectStatusCode,
    int regexPriority,
    boolean stripPath,
    String pathHandling,
    boolean preserveHost,
    boolean requestBuffering,
    boolean responseBuffering,
    boolean allowEncodedSlash,
    boolean allowPathParameters,
    @Nullable String service,
    List<String> tags)
    implements Entity {

  /// An address and port of a stream route.
  public record Endpoint(@Nullable String ip, @Nullable Integer port) {}
}
