package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.plugin.auth.oidc.Gatekeeper;
import gatehouse.plugin.auth.oidc.KongsFields;
import gatehouse.plugin.auth.oidc.OidcAssembly;
import gatehouse.plugin.auth.oidc.OidcCheck;
import gatehouse.plugin.auth.oidc.OidcFlow;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Secret;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Missing;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Authenticates callers by an OpenID provider: their tokens, or a login in their browser.
@Policy(
    name = "openid-connect",
    priority = 1050,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates callers by an OpenID provider: tokens, introspection, browser logins.")
public final class OpenIdConnect extends Authenticator implements OnResponse {
  private final OidcFlow flow;

  /// What an instance is told. Names and meanings are Kong's.
  @Missing(KongsFields.MISSING)
  public record Config(
      @Match(Match.Form.URL) @Doc("The issuer's name, or the address of its discovery document.")
          String issuer,
      @Default("false")
          @Doc("Whether the issuer has no discovery document, only the endpoints below.")
          boolean usingPseudoIssuer,
      @Nullable
          @Length(min = 1)
          @Doc("What a token's `iss` may be; the issuer's own name if not set.")
          List<String> issuersAllowed,
      @Nullable
          @Match(Match.Form.URL)
          @Doc("Where the issuer's keys are, in place of what it says.")
          String jwksEndpoint,
      @Nullable @Match(Match.Form.URL) @Doc("Further key sets that are trusted.")
          List<String> extraJwksUris,
      @Nullable @Match(Match.Form.URL) @Doc("In place of what the issuer says.")
          String authorizationEndpoint,
      @Nullable @Match(Match.Form.URL) @Doc("The token endpoint, in place of what the issuer says.")
          String tokenEndpoint,
      @Nullable @Match(Match.Form.URL) @Doc("In place of what the issuer says.")
          String introspectionEndpoint,
      @Nullable @Match(Match.Form.URL) @Doc("In place of what the issuer says.")
          String userinfoEndpoint,
      @Nullable @Match(Match.Form.URL) @Doc("In place of what the issuer says.")
          String revocationEndpoint,
      @Nullable @Match(Match.Form.URL) @Doc("In place of what the issuer says.")
          String endSessionEndpoint,
      @Default("30")
          @Range(min = 0, max = 86_400)
          @Doc("The least seconds between two fetches of the keys for unknown ones.")
          long rediscoveryLifetime,
      @Default(
              "[\"password\",\"client_credentials\",\"authorization_code\",\"bearer\",\"introspection\",\"userinfo\",\"kong_oauth2\",\"refresh_token\",\"session\"]")
          @Distinct
          @Length(min = 1)
          @OneOf({
            "password",
            "client_credentials",
            "authorization_code",
            "bearer",
            "introspection",
            "userinfo",
            "kong_oauth2",
            "refresh_token",
            "session"
          })
          @Doc(
              "How callers may prove themselves. `kong_oauth2` is in the list for Kong's sake: it"
                  + " needs a database, and a list of one's own may not name it.")
          List<String> authMethods,
      @Default("[\"header\",\"query\",\"body\"]")
          @Distinct
          @Length(min = 1)
          @OneOf({"header", "cookie", "query", "body"})
          @Doc("Where access tokens are looked for.")
          List<String> bearerTokenParamType,
      @Nullable @Doc("The cookie that holds access tokens.") String bearerTokenCookieName,
      @Default("[\"header\",\"query\"]")
          @Distinct
          @Length(min = 1)
          @OneOf({"header", "query", "body"})
          @Doc("Where refresh tokens of callers are looked for; forms count as bodies.")
          List<String> refreshTokenParamType,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("What they are called; `Refresh-Token` as a header, `refresh_token` in the query.")
          String refreshTokenParamName,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header that tells the client the refresh token that takes its one's place.")
          String downstreamRefreshTokenHeader,
      @Default("[\"header\"]")
          @Distinct
          @Length(min = 1)
          @OneOf({"header", "query", "body"})
          @Doc("Where names and passwords are looked for: in Basic fields, wherever else it says.")
          List<String> passwordParamType,
      @Default("[\"header\"]")
          @Distinct
          @Length(min = 1)
          @OneOf({"header", "query", "body"})
          @Doc("The same for names and secrets of clients.")
          List<String> clientCredentialsParamType,
      @Nullable @Referenceable @Length(max = 1) @Doc("Gatehouse's name at the issuer.")
          List<String> clientId,
      @Nullable @Referenceable @Length(max = 1) @Doc("Gatehouse's secret at the issuer.")
          List<Secret> clientSecret,
      @Nullable
          @OneOf({
            "client_secret_basic",
            "client_secret_post",
            "client_secret_jwt",
            "private_key_jwt",
            "tls_client_auth",
            "self_signed_tls_client_auth",
            "none"
          })
          @Length(max = 1)
          @Doc("How Gatehouse proves itself to the issuer; `client_secret_basic` if not set.")
          List<String> clientAuth,
      @Nullable
          @OneOf({
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512",
            "PS256", "PS384", "PS512"
          })
          @Length(max = 1)
          @Doc("The algorithm of the two methods with a JWT.")
          List<String> clientAlg,
      @Nullable
          @Referenceable
          @Length(max = 1)
          @Doc("The private key for `private_key_jwt`, a JWK as JSON text.")
          List<Secret> clientJwk,
      @Nullable @Doc("The id of the `certificates` entity that the two methods with TLS show.")
          String tlsClientAuthCertId,
      @Default("[\"openid\"]") @Distinct @Doc("Scopes that Gatehouse asks for.")
          List<String> scopes,
      @Nullable @Doc("Further arguments of the way to the login.")
          List<String> authorizationQueryArgsNames,
      @Nullable @Doc("Their values, in the same order.") List<String> authorizationQueryArgsValues,
      @Nullable
          @Length(max = 1)
          @Match(Match.Form.URL)
          @Doc("Where the issuer sends browsers back to; the address they asked for if not set.")
          List<String> redirectUri,
      @Default("upstream")
          @OneOf({"upstream", "redirect", "response"})
          @Doc(
              "What follows a login: the request goes to the service, the browser is sent to where"
                  + " it wanted to go, or it gets the tokens.")
          String loginAction,
      @Default("[\"id_token\"]")
          @Distinct
          @OneOf({"id_token", "access_token", "refresh_token", "tokens"})
          @Doc("The tokens that `response` tells.")
          List<String> loginTokens,
      @Nullable
          @Length(max = 1)
          @Match(Match.Form.URL)
          @Doc("Where `redirect` goes, in place of where the browser wanted to go.")
          List<String> loginRedirectUri,
      @Nullable @Doc("The end of the path that ends a session.") String logoutUriSuffix,
      @Nullable @Doc("The argument of the query that ends a session.") String logoutQueryArg,
      @Default("[\"POST\",\"DELETE\"]")
          @Distinct
          @OneOf({"POST", "GET", "DELETE"})
          @Doc("Methods that may end a session.")
          List<String> logoutMethods,
      @Default("false") @Doc("Whether the issuer is told to revoke the session's token.")
          boolean logoutRevoke,
      @Nullable @Length(max = 1) @Match(Match.Form.URL) @Doc("Where browsers go after the logout.")
          List<String> logoutRedirectUri,
      @Nullable
          @Referenceable
          @Length(min = 16)
          @Doc(
              "What cookies are sealed with; a random one, good until the process ends, if not set."
                  + " Several nodes need the same.")
          Secret sessionSecret,
      @Default("session") @Match(Match.Form.HEADER_NAME) @Doc("The session's cookie.")
          String sessionCookieName,
      @Default("/") @Doc("Its path.") String sessionCookiePath,
      @Default("cookie") @OneOf("cookie") @Doc("Where sessions are kept.") String sessionStorage,
      @Nullable @Match(Match.Form.HOST) @Doc("Its domain; the host that was asked if not set.")
          String sessionCookieDomain,
      @Default("Lax") @OneOf({"Strict", "Lax", "None", "Default"}) @Doc("Its `SameSite`.")
          String sessionCookieSameSite,
      @Default("true") @Doc("Whether scripts cannot read it.") boolean sessionCookieHttpOnly,
      @Nullable @Doc("Whether it is sent over TLS only; if not set, when the login came over TLS.")
          Boolean sessionCookieSecure,
      @Default("900")
          @Range(min = 0)
          @Doc("Seconds after which an unused session ends; 0 for never.")
          long sessionIdlingTimeout,
      @Default("3600")
          @Range(min = 0)
          @Doc(
              "Seconds after which a session's cookie is no longer good unless it was made anew; 0"
                  + " for never.")
          long sessionRollingTimeout,
      @Default("86400") @Range(min = 0) @Doc("Seconds after which every session ends; 0 for never.")
          long sessionAbsoluteTimeout,
      @Default("authorization")
          @Match(Match.Form.HEADER_NAME)
          @Doc("The cookie of a login under way.")
          String authorizationCookieName,
      @Default("/") @Doc("Its path.") String authorizationCookiePath,
      @Default("Lax") @OneOf({"Strict", "Lax", "None", "Default"}) @Doc("Its `SameSite`.")
          String authorizationCookieSameSite,
      @Nullable
          @Doc("Whether it is sent over TLS only; if not set, when the request came over TLS.")
          Boolean authorizationCookieSecure,
      @Default("600") @Range(min = 1, max = 86_400) @Doc("Seconds that a login may take.")
          long authorizationRollingTimeout,
      @Default("true")
          @Doc(
              "Whether signatures of bearer tokens are verified; never turn it off where callers"
                  + " can reach Gatehouse.")
          boolean verifySignature,
      @Default("[]")
          @Distinct
          @OneOf({
            "password",
            "client_credentials",
            "authorization_code",
            "refresh_token",
            "session",
            "introspection",
            "userinfo"
          })
          @Doc(
              "Grants whose tokens are believed without a signature, since Gatehouse itself has got"
                  + " them from the issuer. With the last three there is none to verify.")
          List<String> ignoreSignature,
      @Default("true") @Doc("Whether issuer and times of bearer tokens are verified.")
          boolean verifyClaims,
      @Default("true") @Doc("Whether an id token must hold the login's `nonce`.")
          boolean verifyNonce,
      @Default("false") @Doc("Whether tokens may be signed with the client's secret.")
          boolean enableHsSignatures,
      @Default("0") @Range(min = 0, max = 3600) @Doc("Seconds by which clocks may differ.")
          long leeway,
      @Nullable @Range(min = 0) @Doc("Seconds since the user has logged in at most.") Long maxAge,
      @Default("false")
          @Doc("Whether bearer tokens must follow RFC 9068: type `at+jwt`, and all its claims.")
          boolean accessTokenProfile,
      @Nullable
          @Length(min = 1)
          @Doc("Scopes that the token must hold: all words of one element, of any one of them.")
          List<String> scopesRequired,
      @Default("[\"scope\"]") @Length(min = 1) @Doc("Where they are: a path of names.")
          List<String> scopesClaim,
      @Nullable
          @Length(min = 1)
          @Doc("Audiences that the token must hold: all words of one element, of any one of them.")
          List<String> audienceRequired,
      @Default("[\"aud\"]") @Length(min = 1) @Doc("Where they are: a path of names.")
          List<String> audienceClaim,
      @Nullable
          @Length(min = 1)
          @Doc("Groups that the token must hold: all words of one element, of any one of them.")
          List<String> groupsRequired,
      @Default("[\"groups\"]") @Length(min = 1) @Doc("Where they are: a path of names.")
          List<String> groupsClaim,
      @Nullable
          @Length(min = 1)
          @Doc("Roles that the token must hold: all words of one element, of any one of them.")
          List<String> rolesRequired,
      @Default("[\"roles\"]") @Length(min = 1) @Doc("Where they are: a path of names.")
          List<String> rolesClaim,
      @Nullable @Doc("Claims that must be absent.") List<String> claimsForbidden,
      @Nullable @Doc("What the claim `hd` must be one of.") List<String> domains,
      @Nullable @Length(min = 1) @Doc("The path of the claim that names the consumer.")
          List<String> consumerClaim,
      @Nullable @Doc("Several such paths; the first that names somebody counts.")
          List<List<String>> consumerClaims,
      @Default("[\"username\",\"custom_id\"]")
          @Distinct
          @OneOf({"id", "username", "custom_id"})
          @Doc("What consumers are found by.")
          List<String> consumerBy,
      @Default("false") @Doc("Whether a token that names no consumer passes.")
          boolean consumerOptional,
      @Default("false") @Doc("Whether usernames are compared in lower case.")
          boolean byUsernameIgnoreCase,
      @Nullable
          @Length(min = 1)
          @Doc("The path of the claim that names consumer groups, whose plugins then act.")
          List<String> consumerGroupsClaim,
      @Default("false") @Doc("Whether a token that names no consumer group passes.")
          boolean consumerGroupsOptional,
      @Default("[\"sub\"]")
          @Length(min = 1)
          @Doc("The path of the claim that `X-Credential-Identifier` is made of.")
          List<String> credentialClaim,
      @Nullable
          @Length(min = 1)
          @Doc("The path of the claim with the caller's groups, for acl and authz.")
          List<String> authenticatedGroupsClaim,
      @Nullable @Doc("Id or username of a consumer that stands in for callers who prove nothing.")
          String anonymous,
      @Default("true") @Doc("Whether OPTIONS requests have to prove themselves too.")
          boolean runOnPreflight,
      @Default("authorization:bearer")
          @Nullable
          @Doc(
              "The header that the service gets the access token in, `NAME:bearer` or `NAME`; null"
                  + " takes it away.")
          String upstreamAccessTokenHeader,
      @Nullable @Match(Match.Form.HEADER_NAME) @Doc("The header for the id token.")
          String upstreamIdTokenHeader,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header for what the userinfo endpoint says, in base64.")
          String upstreamUserInfoHeader,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header for what introspection says, in base64.")
          String upstreamIntrospectionHeader,
      @Nullable @Match(Match.Form.HEADER_NAME) @Doc("The client's header for the access token.")
          String downstreamAccessTokenHeader,
      @Nullable @Match(Match.Form.HEADER_NAME) @Doc("The client's header for the id token.")
          String downstreamIdTokenHeader,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The client's header for what the userinfo endpoint says, in base64.")
          String downstreamUserInfoHeader,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The client's header for what introspection says, in base64.")
          String downstreamIntrospectionHeader,
      @Nullable @Doc("Claims that the service gets as headers.") List<String> upstreamHeadersClaims,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("These headers, in the same order. A client's own are removed.")
          List<String> upstreamHeadersNames,
      @Nullable @Doc("Claims that the client gets as headers.")
          List<String> downstreamHeadersClaims,
      @Nullable @Match(Match.Form.HEADER_NAME) @Doc("These headers, in the same order.")
          List<String> downstreamHeadersNames,
      @Default("false")
          @Doc("Whether the token stays here, whatever `upstream_access_token_header` says.")
          boolean hideCredentials,
      @Default("false") @Doc("Whether the issuer is asked about signed tokens too.")
          boolean introspectJwtTokens,
      @Default("access_token") @Doc("What the issuer is told about the kind of such a token.")
          String introspectionHint,
      @Default("true")
          @Doc("Whether its answer must say `active: true`; otherwise it must not say `false`.")
          boolean introspectionCheckActive,
      @Default("true")
          @Doc("Whether these answers are remembered, at most until the token expires.")
          boolean cacheIntrospection,
      @Default("true") @Doc("Whether the userinfo endpoint's are.") boolean cacheUserInfo,
      @Default("true") @Doc("Whether tokens are that callers' credentials were exchanged for.")
          boolean cacheTokens,
      @Default("false")
          @Doc("For Kong's sake: each instance remembers its own anyway, so scopes never mix.")
          boolean tokenCacheKeyIncludeScope,
      @Default("3600")
          @Range(min = 1)
          @Doc(
              "Seconds for which keys and answers of the issuer are used before it is asked again.")
          long cacheTtl,
      @Nullable @Range(min = 1) @Doc("The least of them, whatever the token's own end is.")
          Long cacheTtlMin,
      @Nullable @Range(min = 1) @Doc("The most of them; `cache_ttl` if not set.") Long cacheTtlMax,
      @Nullable
          @Range(min = 0)
          @Doc("Seconds for which it is believed that a token is not active; 5 if not set.")
          Long cacheTtlNeg,
      @Nullable
          @Range(min = 0)
          @Doc("Seconds for which old keys are used while the issuer is down; a day if not set.")
          Long cacheTtlResurrect,
      @Default("true") @Doc("Whether sessions get new tokens when theirs expire.")
          boolean refreshTokens,
      @Default("true") @Doc("Whether a session ends with a 401.")
          boolean unauthorizedDestroySession,
      @Default("true") @Doc("Whether a session ends with a 403.") boolean forbiddenDestroySession,
      @Default("Unauthorized") @Doc("The text of 401.") String unauthorizedErrorMessage,
      @Default("Forbidden") @Doc("The text of 403.") String forbiddenErrorMessage,
      @Default("true") @Doc("Whether `WWW-Authenticate` names the kind of error.")
          boolean exposeErrorCode,
      @Default("false") @Doc("Whether the reason is told in the body.") boolean displayErrors,
      @Default("off")
          @OneOf({"off", "optional", "strict"})
          @Doc(
              "Whether a token must be bound to the client's certificate (RFC 8705): of those that"
                  + " are bound, or of all.")
          String proofOfPossessionMtls,
      @Default("off")
          @OneOf({"off", "optional", "strict"})
          @Doc(
              "Whether a token must be bound to a key that is proven with each request (RFC 9449).")
          String proofOfPossessionDpop,
      @Default("300") @Range(min = 1, max = 3600) @Doc("Seconds for which a proof is good.")
          long dpopProofLifetime,
      @Default("false") @Doc("Whether proofs need a nonce of Gatehouse's.") boolean dpopUseNonce,
      @Default("true") @Doc("Whether the issuer's certificate is verified.") boolean sslVerify,
      @Default("10000")
          @Range(min = 1, max = 60_000)
          @Doc("Milliseconds that a call to the issuer may take.")
          long timeout)
      implements Checked, NamesCredentials {
    @Override
    public List<String> credentialNames() {
      return OidcCheck.credentialNames(this);
    }

    @Override
    public void check(Check check) {
      new OidcCheck(this, check).run();
    }
  }

  /// Builds an instance.
  public OpenIdConnect(Config config, Workshop workshop) {
    super("openid-connect", config.anonymous(), config.runOnPreflight(), workshop);
    flow = new OidcAssembly(config, workshop).flow(new Gate());
  }

  @Override
  public BodyNeed requestBody() {
    return flow.requestBody();
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    return isSpared(x) ? BodyNeed.NONE : flow.requestBody(x);
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return flow.identityHeaders();
  }

  @Override
  public boolean wantsClientCertificate() {
    return flow.wantsClientCertificate();
  }

  @Override
  Step authenticate(Exchange x) {
    return flow.authenticate(x);
  }

  @Override
  public Step onResponse(Exchange x) {
    flow.addCookies(x);
    return Step.NEXT;
  }

  /// Lets the flow end as all authentication plugins do.
  private final class Gate implements Gatekeeper {
    @Override
    public Step accept(
        Exchange x,
        @Nullable Consumer consumer,
        ProvenCredential credential,
        List<String> groups,
        List<String> memberships) {
      return OpenIdConnect.this.accept(x, consumer, credential, groups, memberships);
    }

    @Override
    public Step refuse(Exchange x, Answer refusal, String rule, String reason) {
      return OpenIdConnect.this.refuse(x, refusal, rule, reason);
    }
  }
}
