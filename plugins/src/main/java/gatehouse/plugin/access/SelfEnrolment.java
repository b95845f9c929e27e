package gatehouse.plugin.access;

import com.github.benmanes.caffeine.cache.Cache;
import gatehouse.model.Consumer;
import gatehouse.plugin.access.SecondFactor.Outcome;
import gatehouse.plugin.access.StepUpAuth.TotpConfig;
import gatehouse.plugin.inspect.StrictJson;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// Lets consumers enrol a second factor: `POST` makes a secret, which waits until a second `POST`
/// with a code of it confirms that the app has it; `DELETE` takes it away. Whoever has a factor
/// already proves it by a code of now; the cookie that spares codes elsewhere does not do here.
///
/// A page of another site can make a browser send a POST with its cookies, but can neither read the
/// answer nor set the type JSON or the code's header without being allowed to (the Fetch standard,
/// "CORS-safelisted request-header"): without one of these nothing is done, so that no such page
/// can throw away what waits, or use up the tries.
final class SelfEnrolment {
  /// A code needs less than thirty bytes.
  static final BodyNeed BODY = BodyNeed.whole(1024, BodyNeed.Overflow.REJECT);

  private static final Logger LOG = LoggerFactory.getLogger(SelfEnrolment.class);
  private static final Duration WAITS = Duration.ofMinutes(10);
  private static final HeaderName ALLOW = HeaderName.of("Allow");
  private static final HeaderName CACHE_CONTROL = HeaderName.of("Cache-Control");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");

  private final TotpConfig config;
  private final SecondFactor factor;
  private final Enrolments enrolments;
  private final Cache<String, Offer> offers;

  /// A secret that waits to be confirmed. Good only while the consumer has the factors it had when
  /// it was made: otherwise one that was made before there was any could replace the first without
  /// a code of it.
  ///
  /// @param known names of the consumer's secrets at that time
  /// @param replaced what the consumer had enrolled at that time; null for nothing
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Offer(byte[] secret, List<String> known, byte @Nullable [] replaced) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// @param byConsumer what waits, of each consumer
  record Offers(Cache<String, Offer> byConsumer) {}

  /// How somebody is refused who has not proven its second factor.
  interface Refusal {
    Step of(SecondFactor factor, Outcome outcome);
  }

  SelfEnrolment(TotpConfig config, SecondFactor factor, Enrolments enrolments, Workshop workshop) {
    this.config = config;
    this.factor = factor;
    this.enrolments = enrolments;
    offers =
        workshop.carried(
                "step-up-auth.offers:" + config.enrollStore(),
                Offers.class,
                () -> new Offers(SecondFactor.cache(workshop, WAITS)))
            .byConsumer;
  }

  /// Whether a request is meant for this, rather than for the service.
  boolean isMeant(Exchange x) {
    return x.request().path().equals(config.enrollPath());
  }

  /// Whether its body matters.
  boolean readsBody(Exchange x) {
    return isMeant(x) && x.request().method().equals("POST");
  }

  /// Answers a consumer that has proven who it is.
  ///
  /// @param refusal what answers one that has not proven its second factor
  Step answer(Exchange x, Consumer consumer, Refusal refusal) {
    return switch (x.request().method()) {
      case "POST" -> post(x, consumer, refusal);
      case "DELETE" -> remove(x, consumer, refusal);
      default -> {
        Answer answer = Answer.error(405, "Method not allowed").with(ALLOW, "POST, DELETE");
        yield deny(x, answer, "method", "enrolment is by POST");
      }
    };
  }

  private Step post(Exchange x, Consumer consumer, Refusal refusal) {
    byte[] sent = x.request().body();
    byte[] body = sent == null ? new byte[0] : sent;
    String header = factor.code(x);
    if (!isJson(x) && !(body.length == 0 && header != null)) {
      return deny(x, Answer.error(415, "Send application/json"), "type", "the request is not JSON");
    }
    Map<String, @Nullable Object> members = body.length == 0 ? Map.of() : StrictJson.object(body);
    Object code = members == null ? null : members.get("code");
    if (members == null || members.size() > (code instanceof String ? 1 : 0)) {
      return deny(
          x,
          Answer.error(400, "Send {\"code\": \"…\"} with the digits of the app, or {}"),
          "body",
          "the body is not what it should be");
    }
    List<byte[]> own = factor.secrets(consumer);
    String confirming = code instanceof String text ? text : own.isEmpty() ? header : null;
    return confirming == null
        ? offer(x, consumer, own, header, refusal)
        : confirm(x, consumer, own, confirming, refusal);
  }

  private static boolean isJson(Exchange x) {
    List<String> types = x.request().headers().all(CONTENT_TYPE);
    if (types.size() != 1) {
      return false;
    }
    String type = types.getFirst();
    int end = type.indexOf(';');
    String essence = end < 0 ? type : type.substring(0, end);
    return essence.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private Step offer(
      Exchange x, Consumer consumer, List<byte[]> own, @Nullable String code, Refusal refusal) {
    Outcome proof = proof(x, consumer, own, code);
    if (!own.isEmpty() && proof != Outcome.PROVEN_NOW) {
      return refusal.of(factor, proof);
    }
    TotpSecret fresh = TotpSecret.random();
    byte[] replaced = enrolments.secret(consumer.id());
    offers.put(consumer.id(), new Offer(fresh.bytes(), names(consumer, own), replaced));
    String account = consumer.username();
    if (account == null) {
      account = consumer.customId() == null ? consumer.id() : consumer.customId();
    }
    String uri = fresh.uri(config.issuer(), account, config.digits(), config.period());
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("secret", fresh.base32())
            .put("otpauth_uri", uri)
            .put("expires_in", WAITS.toSeconds())
            .toString();
    return new Step.Stop(unstored(Answer.text(200, "application/json", json)));
  }

  private Outcome proof(Exchange x, Consumer consumer, List<byte[]> own, @Nullable String code) {
    return own.isEmpty() || code == null ? Outcome.MISSING : factor.prove(x, consumer, own, code);
  }

  private static List<String> names(Consumer consumer, List<byte[]> secrets) {
    return secrets.stream().map(secret -> SecondFactor.nameOf(consumer, secret)).toList();
  }

  private Step confirm(
      Exchange x, Consumer consumer, List<byte[]> own, String code, Refusal refusal) {
    Offer offer = offers.getIfPresent(consumer.id());
    if (offer == null || !offer.known.equals(names(consumer, own))) {
      return nothingWaits(x);
    }
    Outcome outcome = factor.prove(x, consumer, List.of(offer.secret), code);
    if (outcome != Outcome.PROVEN_NOW) {
      return refusal.of(factor, outcome);
    }
    return x.offload(
        () -> replace(consumer, offer.replaced, offer.secret),
        change -> {
          if (change != Change.MADE) {
            return failed(x, change);
          }
          offers.asMap().remove(consumer.id(), offer);
          LOG.info("consumer {} has enrolled a second factor", consumer.id());
          String cookie = factor.cookie(x, consumer);
          if (cookie != null) {
            x.put(StepUpAuth.COOKIE, cookie);
          }
          return new Step.Stop(
              unstored(Answer.text(200, "application/json", "{\"enrolled\":true}")));
        });
  }

  private Step remove(Exchange x, Consumer consumer, Refusal refusal) {
    byte[] enrolled = enrolments.secret(consumer.id());
    if (enrolled == null) {
      return deny(x, Answer.error(404, "Nothing is enrolled"), "absent", "nothing is enrolled");
    }
    Outcome proof = proof(x, consumer, factor.secrets(consumer), factor.code(x));
    if (proof != Outcome.PROVEN_NOW) {
      return refusal.of(factor, proof);
    }
    return x.offload(
        () -> replace(consumer, enrolled, null),
        change -> {
          if (change != Change.MADE) {
            return failed(x, change);
          }
          LOG.info("consumer {} has removed its second factor", consumer.id());
          return new Step.Stop(unstored(Answer.empty(204)));
        });
  }

  /// What came of a change of the store.
  private enum Change {
    MADE,
    LATE,
    FAILED
  }

  private Change replace(Consumer consumer, byte @Nullable [] before, byte @Nullable [] after) {
    try {
      return enrolments.replace(consumer.id(), before, after) ? Change.MADE : Change.LATE;
    } catch (IOException e) {
      LOG.error(
          "{} does not take what consumer {} enrols: {}",
          config.enrollStore(),
          consumer.id(),
          e.toString());
      return Change.FAILED;
    }
  }

  private Step failed(Exchange x, Change change) {
    return change == Change.LATE
        ? nothingWaits(x)
        : deny(
            x,
            Answer.error(503, "Enrolment is not possible at the moment"),
            "store",
            "the store cannot be written");
  }

  private Step nothingWaits(Exchange x) {
    return deny(
        x,
        Answer.error(409, "No secret waits to be confirmed; ask for one by POST"),
        "absent",
        "no secret waits to be confirmed");
  }

  private static Step deny(Exchange x, Answer answer, String rule, String reason) {
    return x.deny(unstored(answer), rule, reason);
  }

  private static Answer unstored(Answer answer) {
    return answer.with(CACHE_CONTROL, "no-store");
  }
}
