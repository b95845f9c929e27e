package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.model.HmacAuthCredential;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Authenticates consumers by a signature over parts of the request.
@Policy(
    name = "hmac-auth",
    priority = 1030,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates consumers by a signature over parts of the request.")
public final class HmacAuth extends Authenticator {
  private static final String UNVERIFIED = "HMAC signature cannot be verified";
  private static final HeaderName DATE = HeaderName.of("Date");
  private static final HeaderName X_DATE = HeaderName.of("X-Date");
  private static final HeaderName DIGEST = HeaderName.of("Digest");
  private static final String SHA_256 = "SHA-256=";

  /// Whole bodies are held in memory until their digest is known to be right.
  private static final BodyNeed BODY = BodyNeed.whole(8 << 20, BodyNeed.Overflow.REJECT);

  /// Longer ones are digested off the event loop.
  private static final int SHORT_BODY = 64 << 10;

  private final Consumers consumers;
  private final boolean hides;
  private final long skewMillis;
  private final boolean validatesBody;
  private final List<String> enforced;
  private final Set<String> algorithms;
  private final Answer missing;
  private final Answer undated;
  private final Answer unverified;
  private final Answer different;

  /// What an instance is told.
  public record Config(
      @Default("false")
          @Doc("Whether the field with the signature is removed before the request goes on.")
          boolean hideCredentials,
      @Default("300")
          @Range(min = 0, minExcluded = true)
          @Doc("Seconds by which the date of a request may differ from the gateway's clock.")
          double clockSkew,
      @Nullable
          @Doc(
              "Id or username of a consumer that stands in for callers without a good signature;"
                  + " they are refused if it is not set.")
          String anonymous,
      @Nullable @Doc("Realm named in `WWW-Authenticate`.") String realm,
      @Default("false")
          @Doc(
              "Whether the body must have the digest that the field `Digest` names. Bodies of more"
                  + " than 8 MiB are refused then.")
          boolean validateRequestBody,
      @Default("[]")
          @Doc("Names that every signature must cover; `date`, `request-line`, `digest` are wise.")
          List<String> enforceHeaders,
      @Default("[\"hmac-sha1\",\"hmac-sha256\",\"hmac-sha384\",\"hmac-sha512\"]")
          @OneOf({"hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"})
          @Length(min = 1)
          @Distinct
          @Doc("Algorithms a signature may be made with.")
          List<String> algorithms) {}

  /// What became of a signature.
  private sealed interface Verdict {
    record Right(HmacAuthCredential credential, Consumer consumer) implements Verdict {}

    record Wrong(Answer refusal, String rule, String reason) implements Verdict {}
  }

  /// Builds an instance.
  public HmacAuth(Config config, Workshop workshop) {
    super("hmac-auth", config.anonymous(), true, workshop);
    consumers = workshop.consumers();
    hides = config.hideCredentials();
    skewMillis = (long) (config.clockSkew() * 1000);
    validatesBody = config.validateRequestBody();
    enforced = config.enforceHeaders();
    algorithms = Set.copyOf(config.algorithms());
    String challenge = Challenge.of("hmac", config.realm());
    missing = unauthorized(challenge);
    undated =
        refusal(
            UNVERIFIED + ", a valid date or x-date header is required for HMAC Authentication",
            challenge);
    unverified = refusal(UNVERIFIED, challenge);
    different = refusal("HMAC signature does not match", challenge);
  }

  @Override
  public BodyNeed requestBody() {
    return validatesBody ? BODY : BodyNeed.NONE;
  }

  /// A caller whose signature is wrong does not get to fill the memory with a body.
  @Override
  public BodyNeed requestBody(Exchange x) {
    boolean decides = validatesBody && !isSpared(x) && verify(x) instanceof Verdict.Right;
    return decides ? BODY : BodyNeed.NONE;
  }

  /// What a client signs is what it sends, not what other plugins or the gateway made of it.
  @Override
  public boolean readsSentHeaders() {
    return true;
  }

  @Override
  Step authenticate(Exchange x) {
    Verdict verdict = verify(x);
    if (hides) {
      hide(x);
    }
    return switch (verdict) {
      case Verdict.Wrong(Answer refusal, String rule, String reason) ->
          refuse(x, refusal, rule, reason);
      case Verdict.Right right -> validatesBody ? validateBody(x, right) : accept(x, right);
    };
  }

  private Step accept(Exchange x, Verdict.Right right) {
    HmacAuthCredential credential = right.credential();
    return accept(
        x, right.consumer(), new ProvenCredential(credential.id(), credential.username()));
  }

  private void hide(Exchange x) {
    for (AuthorizationField field : AuthorizationField.IN_ORDER) {
      if (HmacSignature.read(field.read(x)) != null) {
        field.hide(x);
        return;
      }
    }
  }

  private Verdict verify(Exchange x) {
    if (AuthorizationField.isMissing(x)) {
      return new Verdict.Wrong(missing, "missing", "no signature where one is looked for");
    }
    if (AuthorizationField.isAmbiguous(x)) {
      return new Verdict.Wrong(unverified, "duplicate", "the signature is there more than once");
    }
    if (!isFresh(x, X_DATE) && !isFresh(x, DATE)) {
      return new Verdict.Wrong(undated, "date", "no date near the gateway's clock");
    }
    HmacSignature signature = HmacSignature.read(AuthorizationField.PROXY.read(x));
    if (signature == null) {
      signature = HmacSignature.read(AuthorizationField.PLAIN.read(x));
    }
    if (signature == null) {
      return new Verdict.Wrong(unverified, "malformed", "the field holds no signature");
    }
    if (!algorithms.contains(signature.algorithm())) {
      return new Verdict.Wrong(
          unverified, "algorithm", "the algorithm is not in config.algorithms");
    }
    if (!enforced.stream().allMatch(signature::covers)) {
      return new Verdict.Wrong(
          unverified, "headers", "not all of config.enforce_headers is signed");
    }
    if (!isFreshAsSigned(x, signature)) {
      return new Verdict.Wrong(undated, "date", "the date that was signed is too old or too new");
    }
    return verify(x, signature);
  }

  private Verdict verify(Exchange x, HmacSignature signature) {
    HmacAuthCredential credential =
        consumers.credential(HmacAuthCredential.class, signature.username());
    Consumer consumer = credential == null ? null : consumers.byId(credential.consumer());
    // A secret that a vault does not know is an empty text.
    if (credential == null || consumer == null || credential.secret().reveal().isEmpty()) {
      return new Verdict.Wrong(unverified, "unknown", "nobody has that username");
    }
    return signature.isBy(credential.secret(), x.request())
        ? new Verdict.Right(credential, consumer)
        : new Verdict.Wrong(different, "signature", "the signature is not that of the request");
  }

  private boolean isFresh(Exchange x, HeaderName name) {
    String value = x.request().sentHeaders().get(name);
    Long time = value == null ? null : HttpTime.parse(value);
    return time != null && Math.abs(time - x.now()) <= skewMillis;
  }

  /// One fresh date is enough for Kong. But a caller that signed a date has bound the request to
  /// it, and whoever caught that request must not freshen it by adding the other field.
  private boolean isFreshAsSigned(Exchange x, HmacSignature signature) {
    Headers sent = x.request().sentHeaders();
    boolean xDate = sent.has(X_DATE) && signature.covers(X_DATE.lower());
    boolean date = sent.has(DATE) && signature.covers(DATE.lower());
    return !xDate && !date || xDate && isFresh(x, X_DATE) || date && isFresh(x, DATE);
  }

  private Step validateBody(Exchange x, Verdict.Right right) {
    byte[] body = x.request().body();
    byte[] bytes = body == null ? new byte[0] : body;
    Headers sent = x.request().sentHeaders();
    String digest = sent.count(DIGEST) == 1 ? sent.get(DIGEST) : null;
    if (digest == null) {
      return judge(x, right, !sent.has(DIGEST) && bytes.length == 0);
    }
    return bytes.length <= SHORT_BODY
        ? judge(x, right, isDigest(digest, bytes))
        : x.compute(() -> isDigest(digest, bytes), same -> judge(x, right, same));
  }

  private Step judge(Exchange x, Verdict.Right right, boolean same) {
    return same
        ? accept(x, right)
        : refuse(x, different, "body", "the body does not have the digest that the client names");
  }

  private static boolean isDigest(String digest, byte[] body) {
    if (!digest.regionMatches(true, 0, SHA_256, 0, SHA_256.length())) {
      return false;
    }
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] named = digest.substring(SHA_256.length()).strip().getBytes(StandardCharsets.US_ASCII);
      return MessageDigest.isEqual(Base64.getEncoder().encode(sum), named);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
