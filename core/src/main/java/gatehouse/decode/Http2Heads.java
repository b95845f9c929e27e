package gatehouse.decode;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the heads of HTTP/2 requests by RFC 9113, section 8, and refuses what an HTTP/1 message
/// could not say in one way: a service behind us gets HTTP/1.
final class Http2Heads {
  private static final Set<String> CONNECTION_SPECIFIC =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");
  private static final int FIELD_OVERHEAD = 32;

  private Http2Heads() {}

  /// The head of a request.
  ///
  /// @param limits how many fields there may be, and how long the path may be
  /// @param ended whether no body follows
  static RequestHead request(Http2Headers from, Limits limits, boolean ended) throws BadMessage {
    Headers headers = new Headers();
    String method = null;
    String path = null;
    String scheme = null;
    String authority = null;
    int bytes = 0;
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      String name = field.getKey().toString();
      String value = field.getValue().toString();
      bytes += name.length() + value.length() + FIELD_OVERHEAD;
      if (!name.startsWith(":")) {
        add(headers, name, value, limits.fields());
        continue;
      }
      if (headers.size() > 0) {
        throw BadMessage.malformed("pseudo-header after a field");
      }
      switch (name) {
        case ":method" -> method = once(method, value);
        case ":path" -> path = once(path, value);
        case ":scheme" -> scheme = once(scheme, value);
        case ":authority" -> authority = once(authority, value);
        default -> throw BadMessage.malformed("unknown pseudo-header");
      }
    }
    if (method == null || path == null || scheme == null || !isMethod(method)) {
      throw BadMessage.malformed("pseudo-headers");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw BadMessage.malformed("scheme");
    }
    if (path.length() > limits.path()) {
      throw BadMessage.targetTooLong();
    }
    return new RequestHead(
        method,
        target(method, path),
        authority(authority, headers),
        headers,
        "2.0",
        length(headers, ended),
        expectsContinue(headers),
        bytes);
  }

  /// The bounds of a head.
  record Limits(int fields, int path) {}

  /// The fields after a body.
  static Headers trailers(Http2Headers from, int most) throws BadMessage {
    Headers headers = new Headers();
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      String name = field.getKey().toString();
      if (name.startsWith(":")) {
        throw BadMessage.malformed("pseudo-header in trailers");
      }
      add(headers, name, field.getValue().toString(), most);
    }
    return headers;
  }

  private static String once(@Nullable String before, String value) throws BadMessage {
    if (before != null || value.isEmpty()) {
      throw BadMessage.malformed("pseudo-header twice or empty");
    }
    return value;
  }

  private static RequestTarget target(String method, String path) throws BadMessage {
    boolean server = path.equals("*") && method.equals("OPTIONS");
    if (!server && path.charAt(0) != '/') {
      throw BadMessage.malformed("path");
    }
    RequestTarget target = RequestTarget.parse(path);
    if (target.fault() != null) {
      throw BadMessage.malformed(target.fault().reason());
    }
    return target;
  }

  /// RFC 9113, section 8.3.1: `:authority` wins over Host.
  private static @Nullable Authority authority(@Nullable String named, Headers headers)
      throws BadMessage {
    int host = headers.indexOf("host", 0);
    if (host >= 0 && headers.indexOf("host", host + 1) >= 0) {
      throw BadMessage.malformed("more than one Host");
    }
    String text = named != null ? named : host >= 0 ? headers.value(host) : null;
    if (text == null) {
      throw BadMessage.malformed("no authority");
    }
    Authority authority = Authority.parse(text);
    if (authority == null) {
      throw BadMessage.malformed("authority");
    }
    headers.set(HOST, text);
    return authority;
  }

  private static final HeaderName HOST = HeaderName.of("Host");
  private static final HeaderName COOKIE = HeaderName.of("Cookie");

  private static long length(Headers headers, boolean ended) throws BadMessage {
    long announced = Framing.of(headers, true);
    if (ended && announced > 0) {
      throw BadMessage.malformed("content-length without a body");
    }
    return ended ? announced : announced == Framing.NONE ? Framing.CHUNKED : announced;
  }

  private static boolean expectsContinue(Headers headers) {
    int at = headers.indexOf("expect", 0);
    return at >= 0 && headers.value(at).equalsIgnoreCase("100-continue");
  }

  private static void add(Headers headers, String name, String value, int most) throws BadMessage {
    if (headers.size() == most) {
      throw BadMessage.headTooLarge("too many fields");
    }
    if (!isLowerToken(name) || CONNECTION_SPECIFIC.contains(name)) {
      throw BadMessage.malformed("field name");
    }
    if (!isValue(value) || name.equals("te") && !value.equals("trailers")) {
      throw BadMessage.malformed("field value");
    }
    int cookie = name.equals("cookie") ? headers.indexOf("cookie", 0) : -1;
    if (cookie >= 0) {
      // RFC 9113, section 8.2.3: a cookie may come in crumbs, which HTTP/1 has no form for.
      headers.set(COOKIE, headers.value(cookie) + "; " + value);
    } else {
      headers.addDecoded(name, name, value);
    }
  }

  private static boolean isLowerToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!HeaderName.isTokenChar(c) || c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(String value) {
    int end = value.length();
    if (end > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(end - 1)))) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      if (c < 0x20 && c != '\t' || c == 0x7F || c > 0xFF) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isMethod(String method) {
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      boolean valid = c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
      if (!valid || i == 32) {
        return false;
      }
    }
    return true;
  }
}
