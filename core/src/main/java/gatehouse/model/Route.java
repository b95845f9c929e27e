package gatehouse.model;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Unique;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A way into a service: which requests belong to it, and what becomes of their path.
///
/// @param service id of the service; null for a route without one
/// @param paths prefixes (`/a`) and regular expressions (`~/a`)
/// @param headers values by header name; a value `~*…` is a regular expression
/// @param allowEncodedSlash keeps `%2F` in the path instead of refusing it
/// @param allowPathParameters lets `;` belong to its path segment instead of refusing it
@Kind(list = "routes", key = "name")
public record Route(
    @Match(Form.UUID) String id,
    @Match(Form.NAME) @Unique @Nullable String name,
    @Default("[http, https]")
        @Distinct
        @Length(min = 1)
        @OneOf({"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"})
        List<String> protocols,
    @Distinct @Match(Form.METHOD) @Nullable List<String> methods,
    @Match(Form.ROUTE_HOST) @Nullable List<String> hosts,
    @Match(Form.ROUTE_PATH) @Nullable List<String> paths,
    @Nullable
        Map<
            @Match(Form.HEADER_NAME) String,
            @Length(min = 1) List<@Match(Form.ROUTE_HEADER) String>>
        headers,
    @Distinct @Match(Form.SNI) @Nullable List<String> snis,
    @Distinct @Nullable List<Endpoint> sources,
    @Distinct @Nullable List<Endpoint> destinations,
    @Default("426") int httpsRedirectStatusCode,
    @Default("0") int regexPriority,
    @Default("true") boolean stripPath,
    @Default("v0") @OneOf({"v0", "v1"}) String pathHandling,
    @Default("false") boolean preserveHost,
    @Default("true") boolean requestBuffering,
    @Default("true") boolean responseBuffering,
    @Default("false") boolean allowEncodedSlash,
    @Default("false") boolean allowPathParameters,
    @Ref("services") @Nullable String service,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {

  private static final List<Set<String>> GROUPS =
      List.of(
          Set.of("http", "https"),
          Set.of("tcp", "tls", "udp"),
          Set.of("tls_passthrough"),
          Set.of("grpc", "grpcs"));
  private static final Set<String> STREAM = Set.of("tcp", "tls", "tls_passthrough", "udp");
  private static final Set<String> SECURE = Set.of("https", "grpcs", "tls", "tls_passthrough");

  /// The protocol that a fault names when there are several: the one that demands less.
  private static final List<String> NAMED =
      List.of("https", "http", "grpcs", "grpc", "tls", "tcp", "udp", "tls_passthrough");

  private static final List<Integer> REDIRECTS = List.of(426, 301, 302, 307, 308);

  /// An address and port of a stream route.
  public record Endpoint(
      @Match(Form.IP_OR_CIDR) @Nullable String ip,
      @Range(min = 0, max = 65535) @Nullable Integer port)
      implements Checked {
    @Override
    public void check(Check check) {
      if (ip == null && port == null) {
        check.atLeastOneOf("ip", "port");
      }
    }
  }

  @Override
  public void check(Check check) {
    if (GROUPS.stream().noneMatch(group -> group.containsAll(protocols))) {
      check.fault(
          "protocols",
          "subset of protocols must be one of: (http, https), (tcp, tls, udp), (tls_passthrough),"
              + " (grpc, grpcs)");
    }
    if (!REDIRECTS.contains(httpsRedirectStatusCode)) {
      check.fault("https_redirect_status_code", "expected one of: 426, 301, 302, 307, 308");
    }
    checkCriteria(check);
    checkGrpc(check);
    if (headers != null
        && headers.keySet().stream().anyMatch(h -> h.toLowerCase(Locale.ROOT).equals("host"))) {
      check.fault(
          "headers",
          "cannot contain 'host' header, which must be specified in the 'hosts' attribute");
    }
    if (stripPath && pathHandling.equals("v1")) {
      check.warn("path_handling", "v1 has no effect");
    }
  }

  private void checkCriteria(Check check) {
    boolean secure = protocols.stream().anyMatch(SECURE::contains);
    boolean stream = STREAM.containsAll(protocols);
    if (isSet(snis) && !secure) {
      check.fault(
          "snis",
          "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'");
    }
    if (stream) {
      if (!isSet(sources) && !isSet(destinations) && !isSet(snis)) {
        say(check, "must set one of 'sources', 'destinations', 'snis' when 'protocols' is ");
      }
      return;
    }
    if (isSet(sources) || isSet(destinations)) {
      String field = isSet(sources) ? "sources" : "destinations";
      check.fault(field, "cannot set '" + field + "' when 'protocols' is " + quoted());
    }
    boolean any =
        isSet(methods) || isSet(hosts) || headers != null && !headers.isEmpty() || isSet(paths);
    if (!any && !(secure && isSet(snis))) {
      boolean grpc = isGrpc();
      String fields =
          grpc ? "'hosts', 'headers', 'paths'" : "'methods', 'hosts', 'headers', 'paths'";
      say(
          check,
          "must set one of " + fields + (secure ? ", 'snis'" : "") + " when 'protocols' is ");
    }
  }

  private void checkGrpc(Check check) {
    if (!isGrpc()) {
      return;
    }
    if (isSet(methods)) {
      check.fault("methods", "cannot set 'methods' when 'protocols' is 'grpc' or 'grpcs'");
    }
    if (stripPath) {
      check.fault("strip_path", "cannot set 'strip_path' when 'protocols' is 'grpc' or 'grpcs'");
    }
  }

  private boolean isGrpc() {
    return protocols.contains("grpc") || protocols.contains("grpcs");
  }

  private void say(Check check, String rule) {
    check.fault("", rule + quoted());
  }

  private String quoted() {
    return "'" + NAMED.stream().filter(protocols::contains).findFirst().orElse("") + "'";
  }

  private static boolean isSet(@Nullable List<?> values) {
    return values != null && !values.isEmpty();
  }
}
