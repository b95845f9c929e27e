package gatehouse.answer;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;

/// The answers of the core, with Kong's statuses and texts.
public final class Answers {
  public static final Answer NO_ROUTE = Answer.error(404, "no Route matched with those values");
  public static final Answer NO_SERVICE = Answer.error(503, "no Service found with those values");
  public static final Answer BAD_REQUEST = Answer.error(400, "Bad request");
  public static final Answer METHOD_NOT_ALLOWED = Answer.error(405, "Method not allowed");
  public static final Answer REQUEST_TIMEOUT = Answer.error(408, "Request timeout");
  public static final Answer TOO_LARGE = Answer.error(413, "Payload too large");
  public static final Answer EXPECTATION_FAILED = Answer.error(417, "Expectation failed");
  public static final Answer MISDIRECTED = Answer.error(421, "Misdirected request");
  public static final Answer UNEXPECTED = Answer.error(500, "An unexpected error occurred");
  public static final Answer BAD_GATEWAY =
      Answer.error(502, "An invalid response was received from the upstream server");
  public static final Answer UNAVAILABLE =
      Answer.error(503, "The upstream server is currently unavailable");
  public static final Answer NO_PEER =
      Answer.error(503, "failure to get a peer from the ring-balancer");
  public static final Answer NO_ADDRESS = Answer.error(503, "name resolution failed");
  public static final Answer UPSTREAM_TIMEOUT =
      Answer.error(504, "The upstream server is timing out");

  private static final HeaderName CACHE_CONTROL = HeaderName.of("Cache-Control");
  private static final HeaderName CONNECTION = HeaderName.of("Connection");
  private static final HeaderName UPGRADE = HeaderName.of("Upgrade");
  private static final HeaderName LOCATION = HeaderName.of("Location");

  /// The request came in plain for a route that serves only TLS.
  public static final Answer USE_HTTPS =
      Answer.error(426, "Please use HTTPS protocol")
          .with(CONNECTION, "Upgrade")
          .with(UPGRADE, "TLS/1.2, HTTP/1.1");

  private Answers() {}

  /// A set of public keys (RFC 7517, section 8.5.2). The keys of the next rotation are in it
  /// already, so that a copy may be as old as the shortest rotation.
  public static Answer keySet(String json) {
    return Answer.text(200, "application/jwk-set+json", json).with(CACHE_CONTROL, "max-age=60");
  }

  /// Sends the client elsewhere.
  public static Answer redirect(int status, String location) {
    return Answer.error(status, "Please use HTTPS protocol").with(LOCATION, location);
  }
}
