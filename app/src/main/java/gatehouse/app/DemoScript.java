package gatehouse.app;

import java.util.List;

/// What the demo proposes to try: commands and what they answer. A test runs each.
final class DemoScript {
  /// One command.
  ///
  /// @param command for a shell with curl
  /// @param status that it answers; with several requests the last one's
  /// @param answers a part of what it prints
  /// @param why in a few words
  record Attempt(String command, int status, String answers, String why) {}

  private DemoScript() {}

  /// The attempts, in an order in which each does what it says.
  static List<Attempt> of(String http, String https, String admin) {
    return List.of(
        new Attempt(
            "curl -i " + http + "/data",
            401,
            "No API key found in request",
            "nobody gets in without a key"),
        new Attempt(
            "curl -i -H 'x-api-key: 12345' " + http + "/data",
            200,
            "{\"message\":\"Secure data accessed\"}",
            "alice has one"),
        new Attempt(
            "for i in 1 2 3 4 5 6; do curl -i -s -H 'x-api-key: 67890' " + http + "/data; done",
            429,
            "API rate limit exceeded",
            "bob may five times a minute"),
        new Attempt(
            "curl -i -H 'x-api-key: 12345' " + http + "/elsewhere",
            403,
            "IP address not allowed: 127.0.0.1",
            "your address is not on that route's list"),
        new Attempt(
            "curl -i -X OPTIONS -H 'Origin: https://app.example.com'"
                + " -H 'Access-Control-Request-Method: GET' "
                + http
                + "/data",
            200,
            "Access-Control-Allow-Origin: https://app.example.com",
            "a browser may ask from that origin"),
        new Attempt(
            "curl -i -k --http2 -H 'x-api-key: 12345' -H 'X-Consumer-Username: root' "
                + https
                + "/office",
            200,
            "\"X-consumer-username\":\"alice\"",
            "TLS and HTTP/2; the service gets the caller's name, not the forged one"),
        new Attempt(
            "curl -s " + admin + "/metrics | grep kong_http_requests_total",
            0,
            "kong_http_requests_total{",
            "counted under Kong's names"));
  }
}
