package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// The head of a client's request. What came is fixed; what goes to the service is [Upstream].
public interface Request {
  /// The method as sent, e.g. `GET`.
  String method();

  /// The request target exactly as sent, in origin form with its query.
  String target();

  /// The canonical path: decoded once, dot segments and doubled slashes resolved; what was matched.
  String path();

  /// The path exactly as sent, without the query.
  String rawPath();

  /// The query exactly as sent, without its question mark; null when there is none.
  @Nullable String query();

  /// The arguments of the query, decoded; empty when there are none.
  Query args();

  /// The fields that go to the service, the client's identity headers already removed; changes made
  /// by a plugin are seen by the plugins after it.
  Headers headers();

  /// The fields exactly as the client sent them: Host, framing, hop-by-hop and identity headers
  /// included. A copy that nobody changes, made only where a plugin of the configuration has
  /// [Plugin#readsSentHeaders()].
  ///
  /// @throws IllegalStateException if none has
  Headers sentHeaders();

  /// `http` or `https`, as the client or a trusted proxy before it used it.
  String scheme();

  /// The host the client asked for: lower case, without port and trailing dot.
  String host();

  /// The port of the Host field, or the listener's where it names none.
  int port();

  /// `1.0`, `1.1` or `2.0`.
  String version();

  /// Whether a body follows, by the framing and not by any field: over HTTP/2 none need tell. It
  /// may turn out to be empty.
  boolean hasBody();

  /// The whole body, or as much as the plugin asked for; null if no plugin up to here needs it.
  byte @Nullable [] body();

  /// Puts another body in place of the whole one that was read; Content-Length follows.
  void body(byte[] replacement);
}
