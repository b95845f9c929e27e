package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.inspect.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of an OpenID provider: its name and where its endpoints are.
///
/// @param namesItself whether it puts `iss` into authorization responses (RFC 9207)
record Provider(
    String issuer,
    @Nullable URI keys,
    @Nullable URI authorization,
    @Nullable URI token,
    @Nullable URI introspection,
    @Nullable URI userinfo,
    @Nullable URI revocation,
    @Nullable URI logout,
    boolean namesItself) {

  /// Reads a discovery document (OpenID Connect Discovery 1.0, section 3; RFC 8414).
  ///
  /// @param secure whether the document came over TLS; then all it names must be reached so too
  /// @throws IOException if it is none
  static Provider of(byte[] json, boolean secure) throws IOException {
    Map<String, @Nullable Object> document = StrictJson.object(json);
    if (document == null || !(document.get("issuer") instanceof String issuer)) {
      throw new IOException("no discovery document");
    }
    return new Provider(
        issuer,
        endpoint(document, "jwks_uri", secure),
        endpoint(document, "authorization_endpoint", secure),
        endpoint(document, "token_endpoint", secure),
        endpoint(document, "introspection_endpoint", secure),
        endpoint(document, "userinfo_endpoint", secure),
        endpoint(document, "revocation_endpoint", secure),
        endpoint(document, "end_session_endpoint", secure),
        Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")));
  }

  private static @Nullable URI endpoint(
      Map<String, @Nullable Object> document, String name, boolean secure) throws IOException {
    if (!(document.get(name) instanceof String text)) {
      return null;
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      boolean web = "https".equalsIgnoreCase(scheme) || !secure && "http".equalsIgnoreCase(scheme);
      if (!web || uri.getHost() == null) {
        throw new IOException(name + " of the discovery document is not reached safely");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IOException(name + " of the discovery document is no address", e);
    }
  }

  /// The same with the endpoints that the operator has named.
  Provider with(Endpoints own) {
    return new Provider(
        issuer,
        own.keys() == null ? keys : own.keys(),
        own.authorization() == null ? authorization : own.authorization(),
        own.token() == null ? token : own.token(),
        own.introspection() == null ? introspection : own.introspection(),
        own.userinfo() == null ? userinfo : own.userinfo(),
        own.revocation() == null ? revocation : own.revocation(),
        own.logout() == null ? logout : own.logout(),
        namesItself);
  }

  /// Endpoints that the configuration names.
  record Endpoints(
      @Nullable URI keys,
      @Nullable URI authorization,
      @Nullable URI token,
      @Nullable URI introspection,
      @Nullable URI userinfo,
      @Nullable URI revocation,
      @Nullable URI logout) {}

  /// An endpoint that is needed now.
  ///
  /// @throws IOException if the provider has none
  static URI needed(@Nullable URI endpoint, String name) throws IOException {
    if (endpoint == null) {
      throw new IOException("the issuer has no " + name + " endpoint");
    }
    return endpoint;
  }
}
