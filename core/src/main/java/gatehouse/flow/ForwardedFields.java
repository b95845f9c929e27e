package gatehouse.flow;

import gatehouse.decode.Connection;
import gatehouse.decode.ListValue;
import gatehouse.decode.RequestHead;
import gatehouse.route.UpstreamPath;
import gatehouse.spi.Client;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Request;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields by which a service learns about the client's connection, and those that end here:
/// Kong's forwarding fields, and what RFC 9110, section 7.6.1, calls hop-by-hop.
final class ForwardedFields {
  static final HeaderName REQUEST_ID = HeaderName.of("X-Gatehouse-Request-Id");
  static final HeaderName VIA = HeaderName.of("Via");
  private static final HeaderName REAL_IP = HeaderName.of("X-Real-IP");
  private static final HeaderName FOR = HeaderName.of("X-Forwarded-For");
  private static final HeaderName PROTO = HeaderName.of("X-Forwarded-Proto");
  private static final HeaderName HOST = HeaderName.of("X-Forwarded-Host");
  private static final HeaderName PORT = HeaderName.of("X-Forwarded-Port");
  private static final HeaderName PATH = HeaderName.of("X-Forwarded-Path");
  private static final HeaderName PREFIX = HeaderName.of("X-Forwarded-Prefix");
  private static final HeaderName TE = HeaderName.of("TE");

  /// Fields of a request that end here, besides those that Connection names. The last ones would
  /// let a client change method or path behind the policies' back.
  private static final Set<String> REQUEST_ENDS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-http-method",
          "x-http-method-override",
          "x-method-override",
          "x-original-url",
          "x-rewrite-url");

  private static final Set<String> WRITTEN_HERE =
      Set.of(
          FOR.lower(),
          HOST.lower(),
          PATH.lower(),
          PORT.lower(),
          PREFIX.lower(),
          PROTO.lower(),
          REAL_IP.lower(),
          VIA.lower());

  private static final Set<String> RESPONSE_ENDS =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /// RFC 9110, section 6.5.1: fields that must not come after a body, because they frame, route or
  /// authorize it.
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "authorization",
          "cache-control",
          "content-encoding",
          "content-range",
          "content-type",
          "cookie",
          "host",
          "max-forwards",
          "proxy-authorization",
          "range",
          "set-cookie");

  private ForwardedFields() {}

  /// Removes the fields that the client's Connection names; those that frame the message are judged
  /// elsewhere and stay.
  static void dropConnectionFields(Headers headers) {
    int at = headers.indexOf("connection", 0);
    if (at < 0 || isUsual(headers.value(at)) && headers.indexOf("connection", at + 1) < 0) {
      return;
    }
    Set<String> named = new HashSet<>();
    for (; at >= 0; at = headers.indexOf("connection", at + 1)) {
      for (String name : headers.value(at).split(",", -1)) {
        named.add(name.strip().toLowerCase(java.util.Locale.ROOT));
      }
    }
    headers.removeIf((name, _) -> named.contains(name) && !REQUEST_ENDS.contains(name));
  }

  private static boolean isUsual(String value) {
    return value.equalsIgnoreCase("keep-alive")
        || value.equalsIgnoreCase("close")
        || value.equalsIgnoreCase("upgrade");
  }

  /// The scheme that the client used, or that a trusted proxy says it used.
  static String scheme(Connection connection, Client client, RequestHead head) {
    String scheme = connection.tls() == null ? "http" : "https";
    String told = client.trusted() ? head.headers().get(PROTO) : null;
    return told == null ? scheme : told.equalsIgnoreCase("https") ? "https" : "http";
  }

  /// The host that the client asked for, or that a trusted proxy says it asked for.
  static String host(Client client, Request request) {
    String told = client.trusted() ? request.headers().get(HOST) : null;
    return told == null ? request.host() : told;
  }

  /// Tells whether a field of a request ends here. One that is spelled with `_` and means a field
  /// that the gateway alone writes would be read as that field by many services (CGI, WSGI).
  static boolean endsHere(String lower) {
    if (REQUEST_ENDS.contains(lower)) {
      return true;
    }
    if (lower.indexOf('_') < 0) {
      return false;
    }
    String dashed = lower.replace('_', '-');
    return REQUEST_ENDS.contains(dashed) || WRITTEN_HERE.contains(dashed);
  }

  /// Sets what the service learns about the client.
  static void tellService(LiveExchange x) {
    Headers headers = x.request().headers();
    Client client = x.client();
    Request request = x.request();
    boolean trusted = client.trusted();
    String chain = headers.joined(FOR);
    String peer = client.peer().toString();
    headers.set(
        FOR, chain == null || chain.isBlank() ? client.address().toString() : chain + ", " + peer);
    headers.set(REAL_IP, client.address().toString());
    set(headers, PROTO, trusted, request.scheme());
    set(headers, HOST, trusted, request.host());
    set(headers, PORT, trusted, Integer.toString(x.connection().localPort()));
    set(headers, PATH, trusted, request.rawPath());
    var match = x.match();
    set(
        headers,
        PREFIX,
        trusted,
        match == null ? null : UpstreamPath.forwardedPrefix(match, request.path()));
    headers.set(REQUEST_ID, x.id());
    String via = headers.joined(VIA);
    String own = (request.version().equals("2.0") ? "2 " : "1.1 ") + x.flow().shared().token();
    headers.set(VIA, via == null ? own : via + ", " + own);
  }

  private static void set(
      Headers headers, HeaderName name, boolean trusted, @Nullable String value) {
    if (trusted && headers.has(name)) {
      return;
    }
    if (value == null || value.isEmpty()) {
      headers.remove(name);
    } else {
      headers.set(name, value);
    }
  }

  /// Whether the client takes fields after the body.
  static boolean takesTrailers(Headers request) {
    String te = request.joined(TE);
    return te != null && ListValue.has(te, "trailers");
  }

  /// The fields of a message's end that may go on; null if there are none.
  static @Nullable Headers trailers(@Nullable Headers trailers) {
    if (trailers == null) {
      return null;
    }
    trailers.removeIf((name, _) ->
        NOT_IN_TRAILERS.contains(name)
            || REQUEST_ENDS.contains(name)
            || RESPONSE_ENDS.contains(name)
            || name.startsWith("x-forwarded-")
            || name.equals("x-real-ip")
            || name.equals("forwarded"));
    return trailers.size() == 0 ? null : trailers;
  }

  /// Removes what ends here from an answer's fields.
  static void dropHopByHop(Headers response) {
    Set<String> named = null;
    for (int i = response.indexOf("connection", 0);
        i >= 0;
        i = response.indexOf("connection", i + 1)) {
      String value = response.value(i);
      if (!isUsual(value)) {
        named = named == null ? new HashSet<>() : named;
        for (String name : value.split(",", -1)) {
          named.add(name.strip().toLowerCase(java.util.Locale.ROOT));
        }
      }
    }
    Set<String> also = named == null ? Set.of() : named;
    response.removeIf((name, _) -> RESPONSE_ENDS.contains(name) || also.contains(name));
  }
}
