package gatehouse.plugin.auth.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import gatehouse.plugin.auth.oidc.Client.Granted;
import gatehouse.plugin.auth.oidc.Client.Refused;
import gatehouse.plugin.auth.oidc.Client.Tokens;
import gatehouse.plugin.auth.token.TokenCache;
import gatehouse.plugin.auth.token.TokenCache.Digest;
import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Exchanges what callers bring for tokens of the issuer: a refresh token, or a name and a secret.
final class Grants {
  private static final int CACHED = 10_000;

  private final Discovery discovery;
  private final Client client;
  private final Options options;
  private final TokenCache<Exchanged> exchanged = new TokenCache<>(CACHED);

  /// What an instance is told.
  ///
  /// @param methods Kong's `auth_methods`
  /// @param header of refresh tokens; null if none is looked at
  /// @param argument of the query that holds refresh tokens; null if none is looked at
  /// @param field of forms that holds refresh tokens; null if none is looked at
  /// @param told the header in which the client gets the next one; null for none
  record Options(
      Set<String> methods,
      List<String> scopes,
      boolean caches,
      @Nullable HeaderName header,
      @Nullable String argument,
      @Nullable String field,
      @Nullable HeaderName told) {}

  /// What comes of it.
  interface Then {
    /// The issuer has given tokens.
    ///
    /// @param method by which of `auth_methods`
    Step granted(Exchange x, Tokens tokens, String method);

    /// It has not.
    Step invalid(Exchange x, String rule, String reason);
  }

  /// What was brought.
  private sealed interface Brought {}

  private record Pair(String name, String secret) implements Brought {}

  private record Refresh(String token) implements Brought {}

  /// Tokens that were fetched for a caller.
  private record Exchanged(Tokens tokens, String method, long until) {}

  private record Outcome(Granted granted, String method) {}

  Grants(Discovery discovery, Client client, Options options) {
    this.discovery = discovery;
    this.client = client;
    this.options = options;
  }

  /// Takes requests that bring something to exchange; null if this one does not.
  @Nullable Step take(Exchange x, Then then) {
    if (options.methods.contains("refresh_token")) {
      List<String> tokens = refreshTokens(x);
      if (tokens.size() > 1) {
        return then.invalid(x, "ambiguous", "more than one refresh token");
      }
      if (!tokens.isEmpty()) {
        clear(x);
        return exchange(x, "refresh " + tokens.getFirst(), new Refresh(tokens.getFirst()), then);
      }
    }
    String basic =
        options.methods.contains("password") || options.methods.contains("client_credentials")
            ? basic(x)
            : null;
    if (basic == null) {
      return null;
    }
    int colon = basic.indexOf(':');
    return colon < 1
        ? then.invalid(x, "malformed", "the credentials cannot be read")
        : exchange(
            x,
            "basic " + basic,
            new Pair(basic.substring(0, colon), basic.substring(colon + 1)),
            then);
  }

  private List<String> refreshTokens(Exchange x) {
    List<String> tokens = new java.util.ArrayList<>();
    if (options.header != null) {
      tokens.addAll(x.request().headers().all(options.header));
    }
    if (options.argument != null && x.request().query() != null) {
      tokens.addAll(x.request().args().all(options.argument));
    }
    FormFields form = options.field == null ? null : BearerPlaces.form(x);
    if (form != null && options.field != null) {
      // Said twice, its text is none.
      String token = form.text(options.field);
      tokens.addAll(
          form.count(options.field) > 1
              ? List.of("1", "2")
              : token == null ? List.of() : List.of(token));
    }
    return tokens.stream().filter(token -> !token.isBlank()).distinct().toList();
  }

  /// The service must not be able to get tokens as the caller.
  private void clear(Exchange x) {
    if (options.header != null) {
      x.request().headers().remove(options.header);
    }
    String query = x.upstream().query();
    FormFields args = options.argument == null || query == null ? null : FormFields.of(query);
    if (args != null && options.argument != null && args.count(options.argument) > 0) {
      x.upstream().query(args.textWithout(options.argument));
    }
    FormFields form = options.field == null ? null : BearerPlaces.form(x);
    if (form != null && options.field != null && form.count(options.field) > 0) {
      x.request().body(form.without(options.field));
    }
  }

  /// Whether refresh tokens may be in the request's form.
  boolean readsForm() {
    return options.field != null && options.methods.contains("refresh_token");
  }

  private Step exchange(Exchange x, String what, Brought brought, Then then) {
    Digest digest = Digest.of(what);
    Exchanged known = options.caches ? exchanged.get(digest) : null;
    if (known != null && x.now() < known.until) {
      return granted(x, known.tokens, known.method, then);
    }
    return Question.ask(
        x,
        () -> ask(brought),
        outcome ->
            switch (outcome.granted) {
              case Refused refused ->
                  then.invalid(x, "grant", "the issuer says " + refused.error());
              case Tokens tokens -> {
                if (options.caches && tokens.expiresIn() > 0) {
                  long until = x.now() + tokens.expiresIn() * 1000;
                  exchanged.put(digest, new Exchanged(tokens, outcome.method, until));
                }
                yield granted(x, tokens, outcome.method, then);
              }
            });
  }

  private Step granted(Exchange x, Tokens tokens, String method, Then then) {
    if (options.told != null && tokens.refresh() != null && method.equals("refresh_token")) {
      x.answerHeader(options.told, tokens.refresh());
    }
    return then.granted(x, tokens, method);
  }

  private Outcome ask(Brought brought) throws IOException {
    URI endpoint = Provider.needed(discovery.provider().token(), "token");
    return switch (brought) {
      case Refresh(String token) ->
          new Outcome(
              client.token(endpoint, new RefreshTokenGrant(new RefreshToken(token)), null),
              "refresh_token");
      case Pair(String name, String secret) -> byPair(endpoint, name, secret);
    };
  }

  private Outcome byPair(URI endpoint, String name, String secret) throws IOException {
    Scope scope =
        options.scopes.isEmpty() ? null : new Scope(options.scopes.toArray(String[]::new));
    Granted granted = new Refused("invalid_grant");
    if (options.methods.contains("password")) {
      AuthorizationGrant grant =
          new ResourceOwnerPasswordCredentialsGrant(name, new Secret(secret));
      granted = client.token(endpoint, grant, scope);
    }
    if (granted instanceof Refused && options.methods.contains("client_credentials")) {
      granted = client.tokenFor(endpoint, name, secret, new ClientCredentialsGrant(), scope);
      return new Outcome(granted, "client_credentials");
    }
    return new Outcome(granted, "password");
  }

  /// `name:secret` of a Basic field; null if there is none.
  private static @Nullable String basic(Exchange x) {
    List<String> fields = x.request().headers().all(BearerPlaces.AUTHORIZATION);
    String encoded = fields.size() == 1 ? BearerPlaces.after(fields.getFirst(), "Basic") : null;
    if (encoded == null) {
      return null;
    }
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
