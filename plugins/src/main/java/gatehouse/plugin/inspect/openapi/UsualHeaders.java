package gatehouse.plugin.inspect.openapi;

import java.util.HashSet;
import java.util.Set;

/// Header fields that any request may have: HTTP's own, those of browsers and of proxies.
final class UsualHeaders {
  private static final Set<String> NAMES =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "authorization",
          "baggage",
          "cache-control",
          "connection",
          "content-encoding",
          "content-language",
          "content-length",
          "content-type",
          "cookie",
          "date",
          "dnt",
          "expect",
          "forwarded",
          "from",
          "host",
          "http2-settings",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "keep-alive",
          "max-forwards",
          "origin",
          "pragma",
          "priority",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "referer",
          "sec-ch-ua",
          "sec-ch-ua-mobile",
          "sec-ch-ua-platform",
          "sec-fetch-dest",
          "sec-fetch-mode",
          "sec-fetch-site",
          "sec-fetch-user",
          "sec-gpc",
          "te",
          "trailer",
          "traceparent",
          "tracestate",
          "transfer-encoding",
          "upgrade",
          "upgrade-insecure-requests",
          "user-agent",
          "via",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-real-ip",
          "x-request-id",
          "x-requested-with");

  private UsualHeaders() {}

  /// These and others, in lower case.
  static Set<String> and(Set<String> others) {
    Set<String> all = new HashSet<>(NAMES);
    all.addAll(others);
    return Set.copyOf(all);
  }
}
