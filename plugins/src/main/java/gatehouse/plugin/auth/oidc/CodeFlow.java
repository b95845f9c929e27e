package gatehouse.plugin.auth.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import gatehouse.plugin.auth.Reauthentication.Demand;
import gatehouse.plugin.auth.oidc.Client.Granted;
import gatehouse.plugin.auth.oidc.Client.Refused;
import gatehouse.plugin.auth.oidc.Client.Tokens;
import gatehouse.plugin.auth.token.TimedMemory;
import gatehouse.plugin.auth.token.TokenCache.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The authorization code flow with PKCE, `state` and `nonce`, as far as it talks to the issuer.
/// All of it may block.
final class CodeFlow {
  private static final int MOST_USED = 100_000;

  private final Discovery discovery;
  private final Client client;
  private final IdTokens idTokens;
  private final Asking asking;
  private final InstantSource clock;
  private final Used used;
  private final Cache<Digest, Granted> refreshed =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  /// What an authorization request asks for besides.
  ///
  /// @param more further arguments
  record Asking(List<String> scopes, Map<String, String> more, @Nullable Long maxAge) {
    Scope scope() {
      return new Scope(scopes.toArray(String[]::new));
    }
  }

  /// What outlives a reload: logins that came to their end, and sessions that were logged out.
  ///
  /// @param states whose code has been exchanged
  /// @param sessions that are over before their time
  /// @param loginTime milliseconds that a login may take
  /// @param sessionTime milliseconds that a session may last
  record Used(
      TimedMemory<Boolean> states,
      TimedMemory<Boolean> sessions,
      long loginTime,
      long sessionTime) {
    static Used over(Duration login, Duration session) {
      return new Used(
          new TimedMemory<>(MOST_USED),
          new TimedMemory<>(MOST_USED),
          login.toMillis(),
          session.toMillis());
    }

    /// Whether the login has not been used before.
    boolean isFirst(String state, long now) {
      return states.put(state, true, now + loginTime, now) == null;
    }

    boolean hasEnded(String session, long now) {
      return sessions.get(session, now) != null;
    }

    void end(String session, long now) {
      sessions.put(session, true, now + sessionTime, now);
    }
  }

  /// A login under way; what its cookie holds.
  ///
  /// @param target where the browser wanted to go: a path with a query
  /// @param redirect the address that the issuer sends the browser to
  /// @param asked what it has to show; empty for nothing
  record Login(
      String state,
      String nonce,
      String verifier,
      String target,
      String redirect,
      long begun,
      String asked) {
    static @Nullable Login of(Map<String, @Nullable Object> content) {
      return content.get("state") instanceof String state
              && content.get("nonce") instanceof String nonce
              && content.get("verifier") instanceof String verifier
              && content.get("target") instanceof String target
              && content.get("redirect") instanceof String redirect
              && content.get("begun") instanceof Long begun
          ? new Login(
              state,
              nonce,
              verifier,
              target,
              redirect,
              begun,
              content.get("asked") instanceof String asked ? asked : "")
          : null;
    }

    Map<String, Object> content() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("state", state);
      content.put("nonce", nonce);
      content.put("verifier", verifier);
      content.put("target", target);
      content.put("redirect", redirect);
      content.put("begun", begun);
      content.put("asked", asked);
      return content;
    }

    /// Tells nothing of what must be kept.
    @Override
    public String toString() {
      return "Login";
    }
  }

  /// A login that begins.
  record Begun(Login login, URI address) {}

  /// How a login ended: with a session, or why not.
  sealed interface Ended permits LoggedIn, Failed {}

  /// The user is known.
  record LoggedIn(Session session) implements Ended {}

  /// The user is not.
  record Failed(String reason) implements Ended {}

  CodeFlow(
      Discovery discovery,
      Client client,
      IdTokens idTokens,
      Asking asking,
      InstantSource clock,
      Used used) {
    this.discovery = discovery;
    this.client = client;
    this.idTokens = idTokens;
    this.asking = asking;
    this.clock = clock;
    this.used = used;
  }

  /// Begins a login.
  ///
  /// @param redirect where the issuer is to send the browser
  /// @param demand what the login has to show; null for nothing
  Begun begin(String target, String redirect, @Nullable Demand demand) throws IOException {
    Provider provider = discovery.provider();
    URI endpoint = Provider.needed(provider.authorization(), "authorization");
    Login login =
        new Login(
            SealedCookie.unguessable(),
            SealedCookie.unguessable(),
            SealedCookie.unguessable(),
            target,
            redirect,
            clock.millis() / 1000,
            demand == null ? "" : demand.toString());
    Scope scope = asking.scope();
    scope.add("openid");
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, scope, new ClientID(client.id()), URI.create(redirect))
            .endpointURI(endpoint)
            .state(new State(login.state))
            .nonce(new Nonce(login.nonce))
            .codeChallenge(new CodeVerifier(login.verifier), CodeChallengeMethod.S256);
    asking.more.forEach(request::customParameter);
    if (asking.maxAge != null) {
      request.maxAge(asking.maxAge.intValue());
    }
    if (demand != null) {
      if (!demand.acrValues().isEmpty()) {
        request.acrValues(demand.acrValues().stream().map(ACR::new).toList());
      }
      if (demand.maxAge() != null) {
        request.maxAge(demand.maxAge());
      }
    }
    return new Begun(login, request.build().toURI());
  }

  /// Ends a login whose state has been compared already.
  ///
  /// @param iss what the issuer calls itself in its answer (RFC 9207); null if it does not
  Ended end(Login login, String code, @Nullable String iss) throws IOException {
    Provider provider = discovery.provider();
    if (iss == null ? provider.namesItself() : !iss.equals(provider.issuer())) {
      // Another issuer's code must not even be shown to this one (mix-up).
      return new Failed("the answer is another issuer's");
    }
    if (!used.isFirst(login.state, clock.millis())) {
      return new Failed("the login has ended already");
    }
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code),
            URI.create(login.redirect),
            new CodeVerifier(login.verifier));
    URI endpoint = Provider.needed(provider.token(), "token");
    return switch (client.token(endpoint, grant, null)) {
      case Refused refused -> new Failed("the issuer says " + refused.error());
      case Tokens tokens -> session(provider, tokens, login, null);
    };
  }

  /// Exchanges the refresh token of a session; several requests at once share one exchange.
  Ended renew(Session session) throws IOException {
    Provider provider = discovery.provider();
    String refresh = session.refresh();
    if (refresh == null) {
      return new Failed("there is no refresh token");
    }
    URI endpoint = Provider.needed(provider.token(), "token");
    Digest key = Digest.of(refresh);
    Granted granted;
    try {
      granted =
          refreshed.get(
              key,
              _ -> {
                try {
                  RefreshTokenGrant grant = new RefreshTokenGrant(new RefreshToken(refresh));
                  return client.token(endpoint, grant, null);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return switch (granted) {
      case Refused refused -> new Failed("the issuer says " + refused.error());
      case Tokens tokens -> session(provider, tokens, null, session);
    };
  }

  private Ended session(
      Provider provider, Tokens tokens, @Nullable Login login, @Nullable Session before)
      throws IOException {
    long now = clock.millis();
    if (tokens.id() != null) {
      String failure =
          idTokens.failure(
              tokens.id(),
              provider.issuer(),
              client.id(),
              login == null ? null : login.nonce,
              tokens.access(),
              now);
      if (failure != null) {
        return new Failed(failure);
      }
    } else if (before == null) {
      return new Failed("the issuer has given no id token");
    }
    long seconds = now / 1000;
    long expires = tokens.expiresIn() > 0 ? seconds + tokens.expiresIn() : 0;
    if (before == null) {
      String id = SealedCookie.unguessable();
      return new LoggedIn(
          new Session(
              id,
              tokens.access(),
              tokens.refresh(),
              tokens.id(),
              expires,
              seconds,
              seconds,
              login == null ? "" : login.asked));
    }
    return new LoggedIn(
        new Session(
            before.id(),
            tokens.access(),
            tokens.refresh() == null ? before.refresh() : tokens.refresh(),
            tokens.id() == null ? before.idToken() : tokens.id(),
            expires,
            before.created(),
            seconds,
            before.asked()));
  }

  /// Whether a session was logged out.
  boolean isOver(Session session) {
    return used.hasEnded(session.id(), clock.millis());
  }

  /// Ends a session for good, and tells where the issuer ends its own; null if it has no such
  /// place.
  ///
  /// @param revokes whether its refresh token is revoked as well
  @Nullable URI logout(Session session, boolean revokes, @Nullable String afterwards)
      throws IOException {
    used.end(session.id(), clock.millis());
    Provider provider = discovery.provider();
    if (revokes && provider.revocation() != null) {
      client.revoke(
          provider.revocation(), session.refresh() == null ? session.access() : session.refresh());
    }
    if (provider.logout() == null) {
      return null;
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", client.id());
    if (session.idToken() != null) {
      query.put("id_token_hint", session.idToken());
    }
    if (afterwards != null) {
      query.put("post_logout_redirect_uri", afterwards);
    }
    StringBuilder address = new StringBuilder(provider.logout().toString());
    char separator = address.indexOf("?") < 0 ? '?' : '&';
    for (Map.Entry<String, String> argument : query.entrySet()) {
      address
          .append(separator)
          .append(argument.getKey())
          .append('=')
          .append(
              java.net.URLEncoder.encode(
                  argument.getValue(), java.nio.charset.StandardCharsets.UTF_8));
      separator = '&';
    }
    return URI.create(address.toString());
  }
}
