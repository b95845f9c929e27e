package gatehouse.spi;

/// One configured policy, built from its configuration record when a plan is compiled.
///
/// A plugin is a final class with an annotation [Policy], a nested record `Config` and one public
/// constructor `(Config, Workshop)`. It acts in the phases whose interfaces it implements:
/// [OnRoute], [OnRefusedPath], [OnRequest], [OnRequestChunk], [OnResponse], [OnResponseBody],
/// [OnResponseChunk], [OnEnd], [OnLog]. One instance serves all event loops at once, so its state
/// is immutable or thread-safe; nothing in a phase may block.
public interface Plugin extends AutoCloseable {

  /// How much of the request body the plugin has to see; a chain where all say none streams
  /// untouched.
  default BodyNeed requestBody() {
    return BodyNeed.NONE;
  }

  /// What the plugin has to see of this request's body, asked when the plugin is reached and never
  /// more than [#requestBody()]: a credential that came in a header spares reading the body.
  default BodyNeed requestBody(Exchange x) {
    return requestBody();
  }

  /// How much of the answer's body the plugin has to see in [OnResponseBody]; a chain where all say
  /// none streams untouched.
  default BodyNeed responseBody() {
    return BodyNeed.NONE;
  }

  /// What the plugin has to see of this answer's body, asked when its head is settled and never
  /// more than [#responseBody()]: a media type that does not matter spares holding it. `REJECT`
  /// makes an answer that is longer a 502.
  default BodyNeed responseBody(Exchange x) {
    return responseBody();
  }

  /// Whether the plugin reads [Request#sentHeaders()], which are copied only then.
  default boolean readsSentHeaders() {
    return false;
  }

  /// Request header names into which this instance writes something verified about the caller. A
  /// client's own copies are removed before the first plugin runs, on every route.
  default java.util.List<HeaderName> identityHeaders() {
    return java.util.List.of();
  }

  /// Beginnings of such names, where a remote answer decides how they end: `X-Authorizer-`.
  default java.util.List<String> identityHeaderPrefixes() {
    return java.util.List.of();
  }

  /// The public keys, each a JWK as JSON text, by which services verify what this instance signs.
  /// Asked on an event loop each time somebody fetches the key set; an instance that signs has one
  /// from its making on.
  default java.util.List<String> publishedKeys() {
    return java.util.List.of();
  }

  /// Which requests this instance is made for, where that is more than any API takes: what its
  /// document describes, what its list allows. Asked once, when a plan is compiled.
  default Declaration declares() {
    return Declaration.NONE;
  }

  /// Whether clients are asked for a certificate during the TLS handshake. It is neither demanded
  /// nor verified there: the plugin judges [Client.Tls#peerChain()]. The handshake knows no path,
  /// so clients are asked on every connection, unless each route of the instance has `snis`: then
  /// only on those for one of these names.
  default boolean wantsClientCertificate() {
    return false;
  }

  /// The authorities that are named to the client when it is asked for a certificate, to help it
  /// choose one; empty names none. Used if every instance that wants a certificate names some.
  default java.util.List<java.security.cert.X509Certificate> namedAuthorities() {
    return java.util.List.of();
  }

  /// Called once, when the last exchange of the plan has ended.
  @Override
  default void close() {}
}
