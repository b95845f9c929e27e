package gatehouse.flow;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.Set;

/// The informational fields of an answer: Kong's latencies, `Via`, `Server`, and the request id.
final class ResponseTokens {
  private static final HeaderName DATE = HeaderName.of("Date");
  private static final HeaderName SERVER = HeaderName.of("Server");
  private static final HeaderName RESPONSE_LATENCY = HeaderName.of("X-Kong-Response-Latency");
  private static final HeaderName UPSTREAM_LATENCY = HeaderName.of("X-Kong-Upstream-Latency");
  private static final HeaderName PROXY_LATENCY = HeaderName.of("X-Kong-Proxy-Latency");
  private static final HeaderName UPSTREAM_STATUS = HeaderName.of("X-Kong-Upstream-Status");

  private ResponseTokens() {}

  static void addToOwn(LiveExchange x, Headers headers) {
    Set<String> wanted = x.flow().shared().settings().responseTokens();
    headers.set(DATE, x.flow().loop().date(x.now()));
    if (wants(wanted, "latency_tokens", RESPONSE_LATENCY)) {
      headers.set(RESPONSE_LATENCY, Long.toString(x.traffic().elapsedMillis()));
    }
    if (wants(wanted, "server_tokens", SERVER)) {
      headers.set(SERVER, x.flow().shared().token());
    }
    headers.set(ForwardedFields.REQUEST_ID, x.id());
  }

  static void addToProxied(LiveExchange x, Headers headers) {
    Set<String> wanted = x.flow().shared().settings().responseTokens();
    if (!headers.has(DATE)) {
      headers.set(DATE, x.flow().loop().date(x.now()));
    }
    if (wants(wanted, "latency_tokens", UPSTREAM_LATENCY)) {
      headers.set(UPSTREAM_LATENCY, Long.toString(Math.max(0, x.traffic().upstreamMillis())));
    }
    if (wants(wanted, "latency_tokens", PROXY_LATENCY)) {
      headers.set(PROXY_LATENCY, Long.toString(x.traffic().gatewayMillis()));
    }
    if (wanted.contains(UPSTREAM_STATUS.lower())) {
      headers.set(UPSTREAM_STATUS, x.traffic().upstreamStatuses());
    }
    if (wants(wanted, "server_tokens", ForwardedFields.VIA)) {
      String via = headers.joined(ForwardedFields.VIA);
      String own = "1.1 " + x.flow().shared().token();
      headers.set(ForwardedFields.VIA, via == null ? own : via + ", " + own);
    }
    if (wants(wanted, "server_tokens", SERVER) && !headers.has(SERVER)) {
      headers.set(SERVER, x.flow().shared().token());
    }
    headers.set(ForwardedFields.REQUEST_ID, x.id());
  }

  private static boolean wants(Set<String> wanted, String group, HeaderName name) {
    return wanted.contains(group) || wanted.contains(name.lower());
  }
}
