package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.model.JwtCredential;
import gatehouse.plugin.auth.token.CredentialKeys;
import gatehouse.plugin.auth.token.Flaw;
import gatehouse.plugin.auth.token.JwsAlgorithm;
import gatehouse.plugin.auth.token.KeySets;
import gatehouse.plugin.auth.token.RemoteKeySet;
import gatehouse.plugin.auth.token.SignedToken;
import gatehouse.plugin.auth.token.TokenCache;
import gatehouse.plugin.auth.token.TokenCache.Digest;
import gatehouse.plugin.auth.token.TrustedKey;
import gatehouse.spi.Answer;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.net.URI;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Authenticates consumers by signed tokens, whose keys are credentials of the consumers or the key
/// set of an issuer.
@Policy(
    name = "jwt",
    priority = 1450,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates consumers by JSON Web Tokens, with keys of their own or an issuer's.")
public final class Jwt extends Authenticator {
  private static final HeaderName AUTHENTICATE = HeaderName.of("WWW-Authenticate");
  private static final int CACHED_TOKENS = 50_000;

  private final Consumers consumers;
  private final JwtPlaces places;
  private final String keyClaim;
  private final boolean hides;
  private final JwtClaims rules;
  private final CredentialKeys credentialKeys;
  private final @Nullable KeySets keySets;
  private final Set<JwsAlgorithm> allowed;
  private final TokenCache<Proven> proven = new TokenCache<>(CACHED_TOKENS);
  private final String invalid;
  private final Answer unauthorized;

  /// What an instance is told.
  public record Config(
      @Default("[\"jwt\"]") @Distinct @Doc("Arguments of the query that may hold the token.")
          List<String> uriParamNames,
      @Default("[]") @Distinct @Doc("Cookies that may hold the token.") List<String> cookieNames,
      @Default("[\"authorization\"]")
          @Distinct
          @Match(Match.Form.HEADER_NAME)
          @Doc("Headers that may hold the token, as `Bearer TOKEN`.")
          List<String> headerNames,
      @Default("iss")
          @Length(min = 1)
          @Doc(
              "The claim, or else the member of the token's header, that names the credential's"
                  + " `key`; with `jwks_uri` the consumer's username or custom id.")
          String keyClaimName,
      @Default("false") @Doc("Whether the secrets of credentials are written in base64.")
          boolean secretIsBase64,
      @Nullable
          @Distinct
          @OneOf({"exp", "nbf"})
          @Doc(
              "Claims that must be there and hold now. With `jwks_uri` a token needs a valid `exp`"
                  + " in any case, and an `nbf` that it has must hold.")
          List<String> claimsToVerify,
      @Default("0")
          @Range(min = 0, max = 31_536_000)
          @Doc("How many seconds a token may still be good for; 0 for any. Needs `exp` verified.")
          long maximumExpiration,
      @Nullable
          @Doc(
              "Id or username of a consumer that stands in for callers without a good token; they"
                  + " are refused if it is not set.")
          String anonymous,
      @Nullable @Doc("Realm named in `WWW-Authenticate`.") String realm,
      @Default("true")
          @Doc("Whether OPTIONS requests need a token too; if not, every OPTIONS request passes.")
          boolean runOnPreflight,
      @Default("false")
          @Doc(
              "Whether the token is removed, from every place it may be in, before the request goes"
                  + " to the service.")
          boolean hideCredentials,
      @Nullable
          @Match(Match.Form.URL)
          @Doc(
              "Where the issuer publishes its keys (a JWK set). Then tokens are verified by these"
                  + " keys and never by `jwt_secrets`.")
          String jwksUri,
      @Nullable @Doc("What a token's `iss` must be.") String issuer,
      @Nullable @Length(min = 1) @Doc("One of these must be in a token's `aud`.")
          List<String> audience,
      @Nullable
          @Length(min = 1)
          @OneOf({
            "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"
          })
          @Doc(
              "The algorithms that the issuer's tokens may be signed with; required with"
                  + " `jwks_uri`.")
          List<String> algorithms)
      implements Checked, NamesCredentials {
    @Override
    public List<String> credentialNames() {
      return Stream.of(uriParamNames, cookieNames, headerNames).flatMap(List::stream).toList();
    }

    @Override
    public void check(Check check) {
      boolean verifiesExpiry = claimsToVerify != null && claimsToVerify.contains("exp");
      if (maximumExpiration > 0 && !verifiesExpiry && jwksUri == null) {
        check.fault("claims_to_verify", "expected to contain: exp");
      }
      if (jwksUri != null && algorithms == null) {
        check.required("algorithms", "jwks_uri");
      }
      if (jwksUri != null && issuer == null && audience == null) {
        check.warn("jwks_uri", "without issuer or audience any token of these keys is accepted");
      }
    }
  }

  /// A token whose signature was found good, and by what.
  ///
  /// @param credential null if the key is an issuer's
  /// @param signer null if the key is a credential's
  private record Proven(
      SignedToken token,
      VerifiedClaims claims,
      @Nullable JwtCredential credential,
      @Nullable TrustedKey signer) {}

  /// Builds an instance.
  public Jwt(Config config, Workshop workshop) {
    super("jwt", config.anonymous(), config.runOnPreflight(), workshop);
    consumers = workshop.consumers();
    places = new JwtPlaces(config.headerNames(), config.uriParamNames(), config.cookieNames());
    keyClaim = config.keyClaimName();
    hides = config.hideCredentials();
    rules = JwtClaims.of(config);
    credentialKeys = new CredentialKeys(config.secretIsBase64());
    keySets =
        config.jwksUri() == null
            ? null
            : RemoteKeySet.carried(URI.create(config.jwksUri()), workshop);
    allowed =
        config.algorithms() == null
            ? Set.of()
            : config.algorithms().stream()
                .map(name -> Objects.requireNonNull(JwsAlgorithm.of(name)))
                .collect(Collectors.toUnmodifiableSet());
    String challenge = Challenge.of("Bearer", config.realm());
    unauthorized = Answer.error(401, "Unauthorized").with(AUTHENTICATE, challenge);
    invalid = challenge + (config.realm() == null ? " " : ", ") + "error=\"invalid_token\"";
  }

  @Override
  Step authenticate(Exchange x) {
    List<String> tokens = new ArrayList<>(1);
    boolean clear = places.collect(x, tokens);
    if (hides) {
      places.clear(x);
    }
    if (!clear || tokens.size() > 1) {
      return refuse(x, "Multiple tokens provided", "multiple", "more than one token");
    }
    if (tokens.isEmpty()) {
      return refuse(x, unauthorized, "missing", "no token where one is looked for");
    }
    Digest digest = Digest.of(tokens.getFirst());
    Proven known = proven.get(digest);
    if (known != null && stillHolds(known)) {
      return judge(x, known);
    }
    return switch (SignedToken.read(tokens.getFirst())) {
      case Flaw flaw ->
          refuse(x, "Bad token; " + flaw.text(), "malformed", "the token: " + flaw.text());
      case SignedToken token ->
          keySets == null ? byCredential(x, token, digest) : byKeySet(x, token, digest, keySets);
    };
  }

  private boolean stillHolds(Proven known) {
    return keySets == null || known.signer != null && keySets.stillHolds(known.signer);
  }

  /// Kong's order: the claim that names the credential, the credential, its algorithm, its key, and
  /// only then the signature.
  private Step byCredential(Exchange x, SignedToken token, Digest digest) {
    Object key = token.claims().get(keyClaim);
    if (key == null) {
      key = token.header().get(keyClaim);
    }
    if (key == null) {
      return refuse(x, "No mandatory '" + keyClaim + "' in claims", "key", "no claim names a key");
    }
    if (!(key instanceof String name) || name.isEmpty()) {
      return refuse(x, "Invalid '" + keyClaim + "' in claims", "key", "the key's name is no text");
    }
    JwtCredential credential = consumers.credential(JwtCredential.class, name);
    if (credential == null) {
      return refuse(
          x,
          "No credentials found for given '" + keyClaim + "'",
          "unknown",
          "no credential has that key");
    }
    if (!credential.algorithm().equals(token.algorithm().toString())) {
      return refuse(x, "Invalid algorithm", "algorithm", "not the credential's algorithm");
    }
    Key material = credentialKeys.of(credential, token.algorithm());
    if (material == null) {
      return refuse(x, "Invalid key/secret", "material", "the credential's key cannot be used");
    }
    if (!token.isSignedBy(material)) {
      return refuse(x, "Invalid signature", "signature", "the signature does not match");
    }
    return remember(x, digest, token, credential, null);
  }

  private Step byKeySet(Exchange x, SignedToken token, Digest digest, KeySets keys) {
    if (!allowed.contains(token.algorithm())) {
      return refuse(x, "Invalid algorithm", "algorithm", "not one of config.algorithms");
    }
    return keys.find(
        x,
        token,
        found -> {
          if (!found.available()) {
            return refuseForKeys(x);
          }
          TrustedKey signer = found.signer(token);
          return signer == null
              ? refuse(x, "Invalid signature", "signature", "no key of the issuer has signed it")
              : remember(x, digest, token, null, signer);
        });
  }

  /// Nobody can tell a good token from a bad one: not even an anonymous consumer stands in for
  /// that.
  private static Step refuseForKeys(Exchange x) {
    return x.deny(
        Answer.error(503, "An unexpected error occurred"),
        "keys",
        "the keys of config.jwks_uri are not known");
  }

  private Step remember(
      Exchange x,
      Digest digest,
      SignedToken token,
      @Nullable JwtCredential credential,
      @Nullable TrustedKey signer) {
    Proven found = new Proven(token, new VerifiedClaims(token.claims()), credential, signer);
    proven.put(digest, found);
    return judge(x, found);
  }

  private Step judge(Exchange x, Proven token) {
    Answer failure = rules.failure(token.claims, x.now(), invalid);
    if (failure != null) {
      return refuse(x, failure, "claims", "a claim does not hold");
    }
    JwtCredential credential = token.credential;
    return credential == null ? acceptBySubject(x, token) : acceptOwner(x, token, credential);
  }

  private Step acceptOwner(Exchange x, Proven token, JwtCredential credential) {
    Consumer owner = consumers.byId(credential.consumer());
    if (owner == null) {
      String message = "Could not find consumer for '%s=%s'".formatted(keyClaim, credential.key());
      return refuse(x, Answer.error(401, message), "consumer", "the credential belongs to nobody");
    }
    x.put(VerifiedClaims.KEY, token.claims);
    return accept(x, owner, new ProvenCredential(credential.id(), credential.key()));
  }

  private Step acceptBySubject(Exchange x, Proven token) {
    VerifiedClaims claims = token.claims;
    String name = claims.text(List.of(keyClaim));
    Consumer consumer = name == null ? null : consumers.find(name);
    if (name != null && (consumer == null || !name.equals(consumer.username()))) {
      consumer = consumers.byCustomId(name);
    }
    String subject = claims.text(List.of("sub"));
    String identifier = name != null ? name : subject != null ? subject : "";
    x.put(VerifiedClaims.KEY, claims);
    return accept(x, consumer, new ProvenCredential(identifier, identifier));
  }

  private Step refuse(Exchange x, String message, String rule, String reason) {
    Answer answer = Answer.error(401, message).with(AUTHENTICATE, invalid);
    return refuse(x, answer, rule, reason);
  }
}
