package gatehouse.plugin.access;

import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;

/// Tells a browser's CORS preflight, which never carries credentials, from any other OPTIONS.
final class Preflight {
  private static final HeaderName ORIGIN = HeaderName.of("Origin");
  private static final HeaderName METHOD = HeaderName.of("Access-Control-Request-Method");

  private Preflight() {}

  static boolean is(Exchange x) {
    Headers headers = x.request().headers();
    return x.request().method().equals("OPTIONS") && headers.has(ORIGIN) && headers.has(METHOD);
  }
}
