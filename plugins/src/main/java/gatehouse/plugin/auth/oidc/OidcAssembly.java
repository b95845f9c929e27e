package gatehouse.plugin.auth.oidc;

import com.nimbusds.jose.jwk.JWK;
import gatehouse.model.Certificate;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.plugin.auth.OpenIdConnect;
import gatehouse.plugin.auth.oidc.Possession.Demand;
import gatehouse.plugin.auth.token.KeySets;
import gatehouse.spi.HeaderName;
import gatehouse.spi.KeyMaterial;
import gatehouse.spi.Pem;
import gatehouse.spi.Secret;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Workshop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes the parts of one instance of what the configuration says.
public final class OidcAssembly {
  private final OpenIdConnect.Config config;
  private final Workshop workshop;
  private final TlsOptions tls;
  private final Duration timeout;

  /// @param workshop of the instance
  public OidcAssembly(OpenIdConnect.Config config, Workshop workshop) {
    this.config = config;
    this.workshop = workshop;
    this.tls = new TlsOptions(config.sslVerify(), List.of(), shown());
    this.timeout = Duration.ofMillis(config.timeout());
  }

  /// The flow.
  public OidcFlow flow(Gatekeeper gate) {
    Discovery discovery = discovery();
    KeySets keys = keys(discovery);
    Client client = new Client(workshop.http(), timeout, tls, credentials());
    Refusals refusals =
        new Refusals(
            realm(),
            config.exposeErrorCode(),
            config.displayErrors(),
            config.unauthorizedErrorMessage(),
            config.forbiddenErrorMessage());
    TokenRules rules = rules();
    Key shared = shared();
    return new OidcFlow(
        gate,
        new OidcFlow.Parts(
            discovery,
            keys,
            shared,
            client,
            rules,
            possession(refusals),
            callers(),
            headers(),
            new BearerPlaces(
                Set.copyOf(config.bearerTokenParamType()), config.bearerTokenCookieName()),
            refusals,
            grants(discovery, client),
            browser(
                gate,
                discovery,
                client,
                new IdTokens(
                    keys,
                    rules,
                    shared,
                    config.verifyNonce(),
                    !config.ignoreSignature().contains("authorization_code")),
                refusals)),
        new OidcFlow.Options(
            methods(),
            Set.copyOf(config.ignoreSignature()),
            config.introspectJwtTokens(),
            config.introspectionHint(),
            config.introspectionCheckActive(),
            config.verifySignature(),
            config.verifyClaims(),
            config.hideCredentials(),
            endsAt(),
            believed()));
  }

  private Set<Integer> endsAt() {
    Set<Integer> statuses = new HashSet<>();
    if (config.unauthorizedDestroySession()) {
      statuses.add(401);
    }
    if (config.forbiddenDestroySession()) {
      statuses.add(403);
    }
    return Set.copyOf(statuses);
  }

  private OidcFlow.Believed believed() {
    Set<Evidence.Kind> kinds = EnumSet.noneOf(Evidence.Kind.class);
    if (config.cacheIntrospection()) {
      kinds.add(Evidence.Kind.INTROSPECTION);
    }
    if (config.cacheUserInfo()) {
      kinds.add(Evidence.Kind.USERINFO);
    }
    long usual = config.cacheTtlMax() == null ? config.cacheTtl() : config.cacheTtlMax();
    return new OidcFlow.Believed(
        kinds,
        usual,
        config.cacheTtlMin() == null ? 0 : config.cacheTtlMin(),
        config.cacheTtlNeg() == null ? Math.min(usual, 5) : config.cacheTtlNeg());
  }

  /// How long keys and endpoints are used before the issuer is asked again.
  private Duration lifetime() {
    long least = config.cacheTtlMin() == null ? 0 : config.cacheTtlMin();
    long most = config.cacheTtlMax() == null ? Long.MAX_VALUE : config.cacheTtlMax();
    return Duration.ofSeconds(Math.max(least, Math.min(most, config.cacheTtl())));
  }

  private Grants grants(Discovery discovery, Client client) {
    String name = config.refreshTokenParamName();
    List<String> places = config.refreshTokenParamType();
    return new Grants(
        discovery,
        client,
        new Grants.Options(
            methods(),
            config.scopes(),
            config.cacheTokens(),
            places.contains("header") ? HeaderName.of(name == null ? "Refresh-Token" : name) : null,
            places.contains("query") ? name == null ? "refresh_token" : name : null,
            places.contains("body") ? name == null ? "refresh_token" : name : null,
            header(config.downstreamRefreshTokenHeader())));
  }

  /// What Gatehouse shows to an issuer that asks for a certificate.
  private @Nullable KeyMaterial shown() {
    String id = config.tlsClientAuthCertId();
    if (id == null) {
      return null;
    }
    Certificate found = workshop.entities().find(Certificate.class, id);
    if (found == null) {
      throw new IllegalArgumentException(
          "config.tls_client_auth_cert_id: there is no certificate " + id);
    }
    try {
      return new KeyMaterial(Pem.privateKey(found.key().reveal()), Pem.certificates(found.cert()));
    } catch (GeneralSecurityException _) {
      // The cause might quote the key.
      throw new IllegalArgumentException("config.tls_client_auth_cert_id: the key cannot be read");
    }
  }

  /// What Gatehouse has no name at the issuer for is left out.
  private Set<String> methods() {
    List<String> methods = new ArrayList<>(config.authMethods());
    if (first(config.clientId()) == null) {
      methods.removeAll(List.of("authorization_code", "password", "refresh_token"));
      if (config.introspectionEndpoint() == null) {
        methods.remove("introspection");
      }
    }
    return Set.copyOf(methods);
  }

  private Discovery.Setup setup() {
    return new Discovery.Setup(
        config.issuer(),
        !config.usingPseudoIssuer(),
        set(config.issuersAllowed()),
        new Provider.Endpoints(
            uri(config.jwksEndpoint()),
            uri(config.authorizationEndpoint()),
            uri(config.tokenEndpoint()),
            uri(config.introspectionEndpoint()),
            uri(config.userinfoEndpoint()),
            uri(config.revocationEndpoint()),
            uri(config.endSessionEndpoint())),
        list(config.extraJwksUris()).stream().map(URI::create).toList(),
        lifetime(),
        timeout,
        tls);
  }

  /// All instances with the same view of an issuer share what is known of it.
  private Discovery discovery() {
    Discovery.Setup setup = setup();
    return workshop.carried(
        "openid-connect issuer " + setup,
        Discovery.class,
        () -> new Discovery(setup, workshop.http(), workshop.clock()));
  }

  private KeySets keys(Discovery discovery) {
    KeySets.Timing timing =
        new KeySets.Timing(
            lifetime(),
            Duration.ofSeconds(config.rediscoveryLifetime()),
            config.cacheTtlResurrect() == null
                ? KeySets.Timing.GRACE
                : Duration.ofSeconds(config.cacheTtlResurrect()));
    return workshop.carried(
        "openid-connect keys " + setup() + timing,
        KeySets.class,
        () ->
            new KeySets(
                config.issuer(), discovery, timing, workshop.clock(), workshop.background()));
  }

  private Client.Credentials credentials() {
    Secret jwk = first(config.clientJwk());
    String method = first(config.clientAuth());
    try {
      return new Client.Credentials(
          first(config.clientId()),
          first(config.clientSecret()),
          method == null ? "client_secret_basic" : method,
          jwk == null ? null : JWK.parse(jwk.reveal()),
          first(config.clientAlg()));
    } catch (ParseException e) {
      // The cause might quote the key.
      throw new IllegalArgumentException("config.client_jwk[0] is no JWK");
    }
  }

  private @Nullable Key shared() {
    Secret secret = first(config.clientSecret());
    return !config.enableHsSignatures() || secret == null || secret.reveal().isEmpty()
        ? null
        : new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HMAC");
  }

  private String realm() {
    String host = URI.create(config.issuer()).getHost();
    return host == null ? "" : host;
  }

  private TokenRules rules() {
    return new TokenRules(
        set(config.issuersAllowed()),
        config.leeway(),
        config.maxAge(),
        config.accessTokenProfile(),
        Requirement.of(config.scopesRequired(), config.scopesClaim()),
        Requirement.of(config.audienceRequired(), config.audienceClaim()),
        Requirement.of(config.groupsRequired(), config.groupsClaim()),
        Requirement.of(config.rolesRequired(), config.rolesClaim()),
        list(config.claimsForbidden()),
        list(config.domains()));
  }

  private Possession possession(Refusals refusals) {
    long lifetime = config.dpopProofLifetime();
    DpopProofs.Memory memory =
        workshop.carried(
            "openid-connect proofs " + lifetime,
            DpopProofs.Memory.class,
            () -> new DpopProofs.Memory(lifetime));
    return new Possession(
        demand(config.proofOfPossessionMtls()),
        demand(config.proofOfPossessionDpop()),
        new DpopProofs(lifetime, config.dpopUseNonce(), memory),
        refusals);
  }

  private static Demand demand(String text) {
    return Demand.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private Callers callers() {
    List<List<String>> paths = new ArrayList<>();
    if (config.consumerClaim() != null) {
      paths.add(config.consumerClaim());
    }
    if (config.consumerClaims() != null) {
      paths.addAll(config.consumerClaims());
    }
    Map<String, Consumer> lowerCase = new HashMap<>();
    if (config.byUsernameIgnoreCase()) {
      for (Consumer consumer : workshop.entities().all(Consumer.class)) {
        if (consumer.username() != null) {
          lowerCase.putIfAbsent(consumer.username().toLowerCase(Locale.ROOT), consumer);
        }
      }
    }
    return new Callers(
        workshop.consumers(),
        List.copyOf(paths),
        config.consumerBy(),
        config.consumerOptional(),
        Map.copyOf(lowerCase),
        config.credentialClaim(),
        config.authenticatedGroupsClaim(),
        memberships());
  }

  private Callers.@Nullable Memberships memberships() {
    List<String> path = config.consumerGroupsClaim();
    if (path == null) {
      return null;
    }
    SortedMap<String, String> ids = new TreeMap<>();
    workshop.entities().all(ConsumerGroup.class).forEach(g -> ids.put(g.name(), g.id()));
    return new Callers.Memberships(path, config.consumerGroupsOptional(), ids);
  }

  private UpstreamClaims headers() {
    return new UpstreamClaims(
        UpstreamClaims.TokenHeader.of(config.upstreamAccessTokenHeader()),
        header(config.upstreamIdTokenHeader()),
        header(config.upstreamUserInfoHeader()),
        header(config.upstreamIntrospectionHeader()),
        new UpstreamClaims.Told(
            header(config.downstreamAccessTokenHeader()),
            header(config.downstreamIdTokenHeader()),
            header(config.downstreamUserInfoHeader()),
            header(config.downstreamIntrospectionHeader())),
        UpstreamClaims.Pair.of(config.upstreamHeadersClaims(), config.upstreamHeadersNames()),
        UpstreamClaims.Pair.of(config.downstreamHeadersClaims(), config.downstreamHeadersNames()));
  }

  private @Nullable BrowserFlow browser(
      Gatekeeper gate, Discovery discovery, Client client, IdTokens idTokens, Refusals refusals) {
    Set<String> methods = methods();
    boolean keeps = methods.contains("session");
    boolean logsIn = methods.contains("authorization_code");
    if (!logsIn && (!keeps || config.sessionSecret() == null)) {
      return null;
    }
    long longest = config.sessionAbsoluteTimeout() == 0 ? 86_400 : config.sessionAbsoluteTimeout();
    long loginTime = config.authorizationRollingTimeout();
    CodeFlow.Used used =
        workshop.carried(
            "openid-connect logins " + loginTime + " " + longest,
            CodeFlow.Used.class,
            () -> CodeFlow.Used.over(Duration.ofSeconds(loginTime), Duration.ofSeconds(longest)));
    CodeFlow flow = new CodeFlow(discovery, client, idTokens, asking(), workshop.clock(), used);
    byte[] secret = secret();
    String name = first(config.clientId());
    return new BrowserFlow(
        gate,
        flow,
        new SealedCookie(secret, "session " + name, sessionForm()),
        new SealedCookie(secret, "login " + name, loginForm()),
        refusals,
        browserOptions(logsIn, keeps));
  }

  private byte[] secret() {
    Secret secret = config.sessionSecret();
    return secret == null
        ? workshop.carried("openid-connect secret", byte[].class, SealedCookie::randomSecret)
        : secret.reveal().getBytes(StandardCharsets.UTF_8);
  }

  private CodeFlow.Asking asking() {
    Map<String, String> more = new LinkedHashMap<>();
    List<String> names = list(config.authorizationQueryArgsNames());
    List<String> values = list(config.authorizationQueryArgsValues());
    for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
      more.put(names.get(i), values.get(i));
    }
    return new CodeFlow.Asking(config.scopes(), more, config.maxAge());
  }

  private SealedCookie.Form sessionForm() {
    return new SealedCookie.Form(
        config.sessionCookieName(),
        config.sessionCookiePath(),
        config.sessionCookieDomain(),
        config.sessionCookieHttpOnly(),
        config.sessionCookieSecure(),
        config.sessionCookieSameSite(),
        0);
  }

  private SealedCookie.Form loginForm() {
    return new SealedCookie.Form(
        config.authorizationCookieName(),
        config.authorizationCookiePath(),
        null,
        true,
        config.authorizationCookieSecure(),
        config.authorizationCookieSameSite(),
        config.authorizationRollingTimeout());
  }

  private BrowserFlow.Options browserOptions(boolean logsIn, boolean keeps) {
    return new BrowserFlow.Options(
        logsIn,
        keeps,
        first(config.redirectUri()),
        config.loginAction(),
        Set.copyOf(config.loginTokens()),
        first(config.loginRedirectUri()),
        new Session.Limits(
            config.sessionIdlingTimeout(),
            config.sessionRollingTimeout(),
            config.sessionAbsoluteTimeout()),
        config.authorizationRollingTimeout(),
        config.refreshTokens(),
        new BrowserFlow.Logout(
            config.logoutUriSuffix(),
            config.logoutQueryArg(),
            Set.copyOf(config.logoutMethods()),
            config.logoutRevoke(),
            first(config.logoutRedirectUri())));
  }

  private static <T> @Nullable T first(@Nullable List<T> list) {
    return list == null || list.isEmpty() ? null : list.getFirst();
  }

  private static List<String> list(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private static Set<String> set(@Nullable List<String> list) {
    return list == null ? Set.of() : Set.copyOf(list);
  }

  private static @Nullable URI uri(@Nullable String text) {
    return text == null ? null : URI.create(text);
  }

  private static @Nullable HeaderName header(@Nullable String text) {
    return text == null ? null : HeaderName.of(text);
  }
}
