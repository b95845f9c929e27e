package gatehouse.plugin.auth.oidc;

import gatehouse.model.Consumer;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.auth.oidc.BearerPlaces.Found;
import gatehouse.plugin.auth.oidc.Client.Tokens;
import gatehouse.plugin.auth.oidc.Evidence.Kind;
import gatehouse.plugin.auth.token.KeySets;
import gatehouse.plugin.auth.token.SignedToken;
import gatehouse.plugin.auth.token.TokenCache;
import gatehouse.plugin.auth.token.TokenCache.Digest;
import gatehouse.plugin.auth.token.TrustedKey;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Step;
import java.security.Key;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way of a request to its verdict: a session, a token of its own, credentials that are
/// exchanged for one, or the way to the issuer's login.
public final class OidcFlow {
  private static final int CACHED_TOKENS = 50_000;

  private final Gatekeeper gate;
  private final Parts parts;
  private final Options options;
  private final TokenCache<Proven> proven = new TokenCache<>(CACHED_TOKENS);
  private final TokenCache<Asked> asked = new TokenCache<>(CACHED_TOKENS);
  private final Grants.Then grants = new Granting();

  /// What the flow is made of.
  ///
  /// @param shared the client's secret as a key; null unless HS signatures are enabled
  /// @param browser null if there is no login
  record Parts(
      Discovery discovery,
      KeySets keys,
      @Nullable Key shared,
      Client client,
      TokenRules rules,
      Possession possession,
      Callers callers,
      UpstreamClaims headers,
      BearerPlaces places,
      Refusals refusals,
      Grants grants,
      @Nullable BrowserFlow browser) {}

  /// What an instance is told besides.
  ///
  /// @param methods Kong's `auth_methods`
  /// @param unsigned those whose tokens need no signature
  /// @param hint what the issuer is told about the kind of a token
  /// @param strict whether its answer must say that the token is active
  /// @param endsAt statuses that end a session
  record Options(
      Set<String> methods,
      Set<String> unsigned,
      boolean introspectsSigned,
      String hint,
      boolean strict,
      boolean verifiesSignature,
      boolean verifiesClaims,
      boolean hides,
      Set<Integer> endsAt,
      Believed believed) {
    boolean has(String method) {
      return methods.contains(method);
    }
  }

  /// How long an issuer's answer is believed, in seconds.
  ///
  /// @param kinds whose answers are believed a second time at all
  /// @param usual where the answer does not say how long the token is good, and at most
  /// @param least whatever the answer says; times are judged anew with each request anyway
  /// @param no how long a no is believed: the token may become good yet
  record Believed(Set<Kind> kinds, long usual, long least, long no) {
    long until(@Nullable Map<String, @Nullable Object> document, long now) {
      if (document == null) {
        return now + no * 1000;
      }
      long until = now + usual * 1000;
      if (document.get("exp") instanceof Number exp) {
        until = Math.min(until, (long) (exp.doubleValue() * 1000));
      }
      return Math.max(until, now + least * 1000);
    }
  }

  /// A token whose signature was found good, and the key that has made it.
  private record Proven(VerifiedClaims claims, @Nullable TrustedKey signer) {}

  /// What an issuer has answered about a token, until when that is believed; no document if it is
  /// not active.
  private record Asked(@Nullable Map<String, @Nullable Object> document, long until) {}

  OidcFlow(Gatekeeper gate, Parts parts, Options options) {
    this.gate = gate;
    this.parts = parts;
    this.options = options;
  }

  /// How much of bodies has to be seen at most.
  public BodyNeed requestBody() {
    return parts.places.need(parts.grants.readsForm());
  }

  /// How much of this body has to be seen.
  public BodyNeed requestBody(Exchange x) {
    return parts.places.need(x, parts.grants.readsForm());
  }

  /// The headers that only Gatehouse may write.
  public List<HeaderName> identityHeaders() {
    return parts.headers.names();
  }

  /// Whether tokens may be bound to certificates.
  public boolean wantsClientCertificate() {
    return parts.possession.mtls() != Possession.Demand.OFF;
  }

  /// Adds the cookies that a browser gets with the service's answer.
  public void addCookies(Exchange x) {
    BrowserFlow.addCookies(x);
  }

  /// Finds out who the caller is.
  public Step authenticate(Exchange x) {
    BrowserFlow browser = parts.browser;
    Step taken = browser == null ? null : browser.take(x, this::judge);
    if (taken != null) {
      return taken;
    }
    Found found = parts.places.find(x);
    if (found != null) {
      return found.ambiguous()
          ? refuse(x, parts.refusals.ambiguous(), "ambiguous", "more than one token")
          : byToken(x, found);
    }
    Step granted = parts.grants.take(x, grants);
    if (granted != null) {
      return granted;
    }
    Step login = browser == null ? null : browser.login(x);
    return login != null
        ? login
        : refuse(x, parts.refusals.missing(), "missing", "no credential where one is looked for");
  }

  private Step byToken(Exchange x, Found found) {
    boolean signed = SignedToken.looksLikeOne(found.token());
    boolean asks = options.has("introspection");
    if (options.has("bearer") && signed && !(asks && options.introspectsSigned)) {
      return bySignature(x, found.token(), Kind.BEARER, found.dpop());
    }
    if (asks) {
      return byQuestion(x, found, Kind.INTROSPECTION);
    }
    if (options.has("userinfo")) {
      return byQuestion(x, found, Kind.USERINFO);
    }
    return invalid(x, "malformed", "the token is no signed token");
  }

  private Step bySignature(Exchange x, String text, Kind kind, boolean dpop) {
    Digest digest = Digest.of(text);
    Proven known = proven.get(digest);
    if (known != null && (known.signer == null || parts.keys.stillHolds(known.signer))) {
      return holds(x, known.claims, new Evidence(kind, text, null, dpop, null));
    }
    if (!(SignedToken.read(text) instanceof SignedToken token)) {
      return invalid(x, "malformed", "the token is no signed token");
    }
    if (!parts.rules.isForAccess(token)) {
      return invalid(x, "type", "the token was made for another purpose");
    }
    Evidence evidence = new Evidence(kind, text, null, dpop, null);
    if (!options.verifiesSignature) {
      return holds(x, new VerifiedClaims(token.claims()), evidence);
    }
    if (token.algorithm().isSymmetric()) {
      return parts.shared != null && token.isSignedBy(parts.shared)
          ? holds(x, remembered(digest, token, null), evidence)
          : invalid(x, "algorithm", "the issuer does not sign with shared secrets");
    }
    return parts.keys.find(
        x,
        token,
        keys -> {
          if (!keys.available()) {
            return Question.unanswered(x, "the issuer's keys are not known");
          }
          TrustedKey signer = keys.signer(token);
          return signer == null
              ? invalid(x, "signature", "no key of the issuer has signed the token")
              : holds(x, remembered(digest, token, signer), evidence);
        });
  }

  private VerifiedClaims remembered(Digest digest, SignedToken token, @Nullable TrustedKey signer) {
    VerifiedClaims claims = new VerifiedClaims(token.claims());
    proven.put(digest, new Proven(claims, signer));
    return claims;
  }

  /// Whether the claims of a token with a good signature hold now.
  private Step holds(Exchange x, VerifiedClaims claims, Evidence evidence) {
    Provider provider = parts.discovery.known();
    if (provider == null) {
      return Question.ask(x, parts.discovery::provider, found -> holds(x, claims, evidence, found));
    }
    return holds(x, claims, evidence, provider);
  }

  private Step holds(Exchange x, VerifiedClaims claims, Evidence evidence, Provider provider) {
    String failure =
        options.verifiesClaims ? parts.rules.failure(claims, provider.issuer(), x.now()) : null;
    return failure == null ? judge(x, claims, evidence) : invalid(x, "claims", failure);
  }

  /// Asks the issuer about a token that cannot, or shall not, be read.
  private Step byQuestion(Exchange x, Found found, Kind kind) {
    Digest digest = Digest.of(found.token());
    boolean remembers = options.believed.kinds.contains(kind);
    Asked known = remembers ? asked.get(digest) : null;
    if (known != null && x.now() < known.until) {
      return answered(x, found, kind, known.document);
    }
    return Question.ask(
        x,
        () -> {
          Provider provider = parts.discovery.provider();
          Map<String, @Nullable Object> document =
              kind == Kind.USERINFO
                  ? parts.client.userinfo(
                      Provider.needed(provider.userinfo(), "userinfo"), found.token())
                  : parts.client.introspect(
                      Provider.needed(provider.introspection(), "introspection"),
                      found.token(),
                      options.hint,
                      options.strict);
          return new Asked(document, options.believed.until(document, x.now()));
        },
        answer -> {
          if (remembers) {
            asked.put(digest, answer);
          }
          return answered(x, found, kind, answer.document);
        });
  }

  private Step answered(
      Exchange x, Found found, Kind kind, @Nullable Map<String, @Nullable Object> document) {
    if (document == null) {
      return invalid(x, "inactive", "the issuer says that the token is not active");
    }
    VerifiedClaims claims = new VerifiedClaims(document);
    Provider provider = parts.discovery.known();
    String issuer = provider == null ? "" : provider.issuer();
    String failure = parts.rules.failureOfAnswer(claims, issuer, x.now());
    return failure == null
        ? judge(x, claims, new Evidence(kind, found.token(), null, found.dpop(), document))
        : invalid(x, "claims", failure);
  }

  private Step granted(Exchange x, Tokens tokens, String method) {
    if (SignedToken.looksLikeOne(tokens.access())) {
      return options.unsigned.contains(method)
          ? unsigned(x, tokens.access())
          : bySignature(x, tokens.access(), Kind.GRANT, false);
    }
    return options.has("introspection")
        ? byQuestion(x, new Found(tokens.access(), false, false), Kind.INTROSPECTION)
        : invalid(x, "malformed", "the issuer's token is no signed token");
  }

  /// The issuer has handed the token to Gatehouse itself: nobody else can have written it.
  private Step unsigned(Exchange x, String text) {
    return SignedToken.read(text) instanceof SignedToken token && parts.rules.isForAccess(token)
        ? holds(
            x,
            new VerifiedClaims(token.claims()),
            new Evidence(Kind.GRANT, text, null, false, null))
        : invalid(x, "malformed", "the issuer's token is no signed token");
  }

  /// Whether the caller may do this, now that what it says of itself is proven.
  private Step judge(Exchange x, VerifiedClaims claims, Evidence evidence) {
    Answer unproven = parts.possession.refusal(x, claims, evidence);
    if (unproven != null) {
      return refuse(
          x,
          ending(x, evidence, unproven),
          "possession",
          "the caller has not proven to hold the token's key");
    }
    if (!parts.rules.hasScopes(claims)) {
      return forbid(x, evidence, parts.refusals.insufficient(), "scope", "a scope is missing");
    }
    String reason = parts.rules.forbids(claims);
    if (reason != null) {
      return forbid(x, evidence, parts.refusals.forbidden(reason), "claims", reason);
    }
    Consumer consumer = parts.callers.consumer(claims);
    if (consumer == null && parts.callers.mustFind()) {
      String nobody = "the claims name no consumer";
      return forbid(x, evidence, parts.refusals.forbidden(nobody), "consumer", nobody);
    }
    List<String> memberships = parts.callers.membershipsOf(claims);
    if (memberships == null) {
      String none = "the claims name no consumer group";
      return forbid(x, evidence, parts.refusals.forbidden(none), "consumer-group", none);
    }
    x.put(VerifiedClaims.KEY, claims);
    if (options.hides || parts.headers.accessToken() == null) {
      parts.places.clear(x);
    }
    parts.headers.write(x, claims, evidence, options.hides);
    return gate.accept(
        x, consumer, parts.callers.proof(claims), parts.callers.groupsOf(claims), memberships);
  }

  private Step invalid(Exchange x, String rule, String reason) {
    return refuse(x, parts.refusals.invalid(reason), rule, reason);
  }

  private Step refuse(Exchange x, Answer answer, String rule, String reason) {
    return gate.refuse(x, answer, rule, reason);
  }

  /// Somebody known who may not do this: no anonymous consumer stands in for that.
  private Step forbid(Exchange x, Evidence evidence, Answer answer, String rule, String reason) {
    return x.deny(ending(x, evidence, answer), rule, reason);
  }

  /// The same refusal, which takes the session away where it is to end with it.
  private Answer ending(Exchange x, Evidence evidence, Answer answer) {
    return evidence.kind() == Kind.SESSION && options.endsAt.contains(answer.status())
        ? BrowserFlow.ending(x, answer)
        : answer;
  }

  private final class Granting implements Grants.Then {
    @Override
    public Step granted(Exchange x, Tokens tokens, String method) {
      return OidcFlow.this.granted(x, tokens, method);
    }

    @Override
    public Step invalid(Exchange x, String rule, String reason) {
      return OidcFlow.this.invalid(x, rule, reason);
    }
  }
}
