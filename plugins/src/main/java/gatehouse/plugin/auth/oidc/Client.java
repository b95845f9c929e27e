package gatehouse.plugin.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretJWT;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import gatehouse.plugin.auth.token.RemoteKeySet;
import gatehouse.plugin.inspect.StrictJson;
import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gatehouse as a client of the issuer: asks for tokens and about tokens. All of it blocks.
final class Client {
  private static final int MOST_BYTES = 1 << 20;
  private static final HeaderName ACCEPT = HeaderName.of("Accept");

  private final HttpCaller http;
  private final Duration timeout;
  private final TlsOptions tls;
  private final Credentials credentials;

  /// Who Gatehouse is to the issuer.
  ///
  /// @param id null if it is nobody, which is enough for verifying tokens
  /// @param method how it authenticates: Kong's `client_auth`
  /// @param key for `private_key_jwt`
  /// @param algorithm for the methods with a JWT; null for a usual one
  record Credentials(
      @Nullable String id,
      gatehouse.spi.@Nullable Secret secret,
      String method,
      @Nullable JWK key,
      @Nullable String algorithm) {}

  Client(HttpCaller http, Duration timeout, TlsOptions tls, Credentials credentials) {
    this.http = http;
    this.timeout = timeout;
    this.tls = tls;
    this.credentials = credentials;
  }

  /// The name that Gatehouse has at the issuer.
  ///
  /// @throws IOException if the configuration gives it none
  String id() throws IOException {
    if (credentials.id == null) {
      throw new IOException("config.client_id is not set");
    }
    return credentials.id;
  }

  /// What asking for a token ended with.
  sealed interface Granted permits Tokens, Refused {}

  /// The tokens.
  ///
  /// @param expiresIn seconds; 0 if the issuer does not tell
  record Tokens(String access, @Nullable String refresh, @Nullable String id, long expiresIn)
      implements Granted {
    /// Tells nothing of them.
    @Override
    public String toString() {
      return "Tokens";
    }
  }

  /// The issuer has refused, for instance with `invalid_grant`.
  record Refused(String error) implements Granted {}

  /// Asks for a token as Gatehouse.
  Granted token(URI endpoint, AuthorizationGrant grant, @Nullable Scope scope) throws IOException {
    ClientAuthentication proof = authentication(endpoint);
    TokenRequest request =
        proof == null
            ? new TokenRequest(endpoint, new ClientID(id()), grant, scope)
            : new TokenRequest(endpoint, proof, grant, scope);
    return granted(request.toHTTPRequest());
  }

  /// Asks for a token as somebody else, by the name and secret that were handed in.
  Granted tokenFor(
      URI endpoint, String id, String secret, AuthorizationGrant grant, @Nullable Scope scope)
      throws IOException {
    ClientAuthentication proof = new ClientSecretBasic(new ClientID(id), new Secret(secret));
    return granted(new TokenRequest(endpoint, proof, grant, scope).toHTTPRequest());
  }

  private Granted granted(HTTPRequest request) throws IOException {
    HttpReply reply = call(request);
    try {
      HTTPResponse response = new HTTPResponse(reply.status());
      response.setContentType("application/json");
      response.setBody(new String(reply.body(), StandardCharsets.UTF_8));
      TokenResponse parsed = OIDCTokenResponseParser.parse(response);
      if (!parsed.indicatesSuccess()) {
        ErrorObject error = parsed.toErrorResponse().getErrorObject();
        if (reply.status() >= 500) {
          throw new IOException("status " + reply.status() + " from the token endpoint");
        }
        return new Refused(error.getCode() == null ? "error" : error.getCode());
      }
      var tokens = parsed.toSuccessResponse().getTokens();
      String id =
          parsed instanceof OIDCTokenResponse oidc ? oidc.getOIDCTokens().getIDTokenString() : null;
      RefreshToken refresh = tokens.getRefreshToken();
      return new Tokens(
          tokens.getAccessToken().getValue(),
          refresh == null ? null : refresh.getValue(),
          id,
          tokens.getAccessToken().getLifetime());
    } catch (ParseException e) {
      throw new IOException("the token endpoint's answer cannot be read", e);
    }
  }

  /// Asks what a token is good for (RFC 7662); null if it is not active.
  ///
  /// @param hint what kind of token it may be
  /// @param strict whether the answer must say so; else it must not say the contrary
  @Nullable Map<String, @Nullable Object> introspect(
      URI endpoint, String token, String hint, boolean strict) throws IOException {
    ClientAuthentication proof = authentication(endpoint);
    Token asked = new TypelessAccessToken(token);
    TokenIntrospectionRequest request =
        proof == null
            ? new TokenIntrospectionRequest(
                endpoint, asked, hinted(hint, Map.of("client_id", List.of(id()))))
            : new TokenIntrospectionRequest(endpoint, proof, asked, hinted(hint, Map.of()));
    Map<String, @Nullable Object> document = document(call(request.toHTTPRequest()));
    Object active = document.get("active");
    boolean holds =
        strict ? Boolean.TRUE.equals(active) : active == null || Boolean.TRUE.equals(active);
    return holds ? document : null;
  }

  private static Map<String, List<String>> hinted(String hint, Map<String, List<String>> more) {
    Map<String, List<String>> parameters = new HashMap<>(more);
    if (!hint.isEmpty()) {
      parameters.put("token_type_hint", List.of(hint));
    }
    return parameters;
  }

  /// Asks who the bearer of a token is; null if the issuer does not accept it.
  @Nullable Map<String, @Nullable Object> userinfo(URI endpoint, String token) throws IOException {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.GET, endpoint);
    request.setAuthorization("Bearer " + token);
    HttpReply reply = call(request);
    return reply.status() == 401 || reply.status() == 403 ? null : document(reply);
  }

  /// Revokes a token (RFC 7009).
  void revoke(URI endpoint, String token) throws IOException {
    ClientAuthentication proof = authentication(endpoint);
    Token revoked = new RefreshToken(token);
    TokenRevocationRequest request =
        proof == null
            ? new TokenRevocationRequest(endpoint, new ClientID(id()), revoked)
            : new TokenRevocationRequest(endpoint, proof, revoked);
    call(request.toHTTPRequest());
  }

  private static Map<String, @Nullable Object> document(HttpReply reply) throws IOException {
    Map<String, @Nullable Object> document =
        reply.status() == 200 ? StrictJson.object(reply.body()) : null;
    if (document == null) {
      throw new IOException("the issuer has answered with status " + reply.status());
    }
    return document;
  }

  private HttpReply call(HTTPRequest request) throws IOException {
    List<Answer.Field> fields = new ArrayList<>();
    request
        .getHeaderMap()
        .forEach((name, values) ->
            values.forEach(value -> fields.add(new Answer.Field(HeaderName.of(name), value))));
    if (request.getAccept() == null) {
      fields.add(new Answer.Field(ACCEPT, "application/json"));
    }
    String body = request.getBody();
    return RemoteKeySet.await(
        http,
        new HttpCall(
            request.getMethod().name(),
            request.getURI(),
            List.copyOf(fields),
            body == null ? null : body.getBytes(StandardCharsets.UTF_8),
            timeout,
            MOST_BYTES,
            tls));
  }

  /// How Gatehouse proves itself; null if it only names itself.
  private @Nullable ClientAuthentication authentication(URI audience) throws IOException {
    // With TLS the handshake is the proof, and the name is all that is sent (RFC 8705, section 2).
    if (credentials.id == null
        || credentials.method.equals("none")
        || credentials.method.endsWith("tls_client_auth")) {
      return null;
    }
    ClientID id = new ClientID(credentials.id);
    try {
      return switch (credentials.method) {
        case "client_secret_post" -> new ClientSecretPost(id, secret());
        case "client_secret_jwt" -> new ClientSecretJWT(id, audience, algorithm("HS256"), secret());
        case "private_key_jwt" -> {
          if (!(credentials.key instanceof AsymmetricJWK pair)) {
            throw new IOException("config.client_jwk holds no private key");
          }
          String usual = credentials.key.getKeyType().getValue().equals("EC") ? "ES256" : "RS256";
          yield new PrivateKeyJWT(
              id,
              audience,
              algorithm(usual),
              pair.toPrivateKey(),
              credentials.key.getKeyID(),
              null);
        }
        default -> new ClientSecretBasic(id, secret());
      };
    } catch (JOSEException | IllegalArgumentException e) {
      throw new IOException("the client cannot prove itself", e);
    }
  }

  private JWSAlgorithm algorithm(String usual) {
    return JWSAlgorithm.parse(credentials.algorithm == null ? usual : credentials.algorithm);
  }

  private Secret secret() throws IOException {
    if (credentials.secret == null) {
      throw new IOException("config.client_secret is not set");
    }
    return new Secret(credentials.secret.reveal());
  }
}
