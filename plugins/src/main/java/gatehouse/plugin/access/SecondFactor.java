package gatehouse.plugin.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.model.Consumer;
import gatehouse.model.TotpCredential;
import gatehouse.plugin.access.StepUpAuth.TotpConfig;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Workshop;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Asks consumers for a code of their authenticator app, and remembers by a signed cookie who has
/// given one. A code is good once, and guesses are counted for each consumer.
final class SecondFactor {
  static final String COOKIE = "gatehouse_step_up";
  private static final HeaderName COOKIES = HeaderName.of("Cookie");
  private static final long MOST_CONSUMERS = 100_000;

  private final TotpConfig config;
  private final Totp totp;
  private final Map<String, List<byte[]>> secrets = new HashMap<>();
  private final State state;
  private final byte[] key;

  /// What outlives a reload: otherwise one would make a used code good again.
  ///
  /// @param used the period of the last code of each consumer
  /// @param guesses wrong codes of each consumer
  /// @param key signs cookies where none is configured
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record State(Cache<String, Long> used, Cache<String, Integer> guesses, byte[] key) {}

  /// What came of a request.
  enum Outcome {
    PROVEN_NOW,
    PROVEN_BEFORE,
    MISSING,
    WRONG,
    LOCKED
  }

  SecondFactor(TotpConfig config, Workshop workshop) {
    this.config = config;
    totp = new Totp(config.digits(), config.period(), config.window());
    for (TotpCredential credential : workshop.entities().all(TotpCredential.class)) {
      byte[] secret = Totp.secret(credential.secret().reveal());
      if (secret == null) {
        throw new IllegalArgumentException(
            "totp credential " + credential.id() + " is no base32 of 80 bits or more");
      }
      secrets.computeIfAbsent(credential.consumer(), _ -> new ArrayList<>()).add(secret);
    }
    state =
        workshop.carried(
            "step-up-auth:%s:%d:%d:%d"
                .formatted(
                    workshop.self().id(), config.lockout(), config.period(), config.window()),
            State.class,
            () -> fresh(workshop));
    key =
        config.secret() == null
            ? state.key
            : config.secret().reveal().getBytes(StandardCharsets.UTF_8);
  }

  private State fresh(Workshop workshop) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    long replay = (2L * config.window() + 2) * config.period();
    return new State(
        cache(workshop, Duration.ofSeconds(replay)),
        cache(workshop, Duration.ofSeconds(config.lockout())),
        random);
  }

  private static <V> Cache<String, V> cache(Workshop workshop, Duration kept) {
    return Caffeine.newBuilder()
        .maximumSize(MOST_CONSUMERS)
        .executor(workshop.background())
        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(workshop.clock().millis()))
        .expireAfterWrite(kept)
        .build();
  }

  /// Judges the code or the cookie of a known consumer.
  Outcome judge(Exchange x, Consumer consumer) {
    long now = x.now() / 1000;
    if (hasCookie(x, consumer, now)) {
      return Outcome.PROVEN_BEFORE;
    }
    List<String> codes = x.request().headers().all(config.header());
    List<byte[]> own = secrets.get(consumer.id());
    if (codes.size() != 1 || own == null) {
      return Outcome.MISSING;
    }
    // Counted before it is looked at, so that guesses at the same time do not share one count.
    Integer guesses = state.guesses.asMap().merge(consumer.id(), 1, Integer::sum);
    if (guesses != null && guesses > config.maxAttempts()) {
      return Outcome.LOCKED;
    }
    for (byte[] secret : own) {
      long period = totp.match(secret, codes.getFirst(), now);
      if (period >= 0 && isFirstUse(consumer.id(), period)) {
        state.guesses.invalidate(consumer.id());
        return Outcome.PROVEN_NOW;
      }
    }
    return Outcome.WRONG;
  }

  /// RFC 6238, section 5.2: a code must not be taken twice, and none older than the last one.
  private boolean isFirstUse(String consumer, long period) {
    boolean[] first = new boolean[1];
    state
        .used
        .asMap()
        .compute(
            consumer,
            (_, last) -> {
              first[0] = last == null || period > last;
              return first[0] || last == null ? period : last;
            });
    return first[0];
  }

  private boolean hasCookie(Exchange x, Consumer consumer, long now) {
    for (String field : x.request().headers().all(COOKIES)) {
      for (String pair : field.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(COOKIE + "=") && isGood(cookie, consumer, now)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isGood(String cookie, Consumer consumer, long now) {
    String value = cookie.substring(COOKIE.length() + 1);
    int dot = value.indexOf('.');
    Long until = dot <= 0 || dot > 12 ? null : number(value.substring(0, dot));
    return until != null
        && until > now
        && MessageDigest.isEqual(
            sealed(consumer, until).getBytes(StandardCharsets.US_ASCII),
            value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static @Nullable Long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private String sealed(Consumer consumer, long until) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] seal =
          mac.doFinal(("step-up|" + consumer.id() + "|" + until).getBytes(StandardCharsets.UTF_8));
      return until + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(seal);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The field that spares the consumer the next code for a while; null if it is not to be spared.
  @Nullable String cookie(Exchange x, Consumer consumer) {
    if (config.cookieTtl() == 0) {
      return null;
    }
    String secure = x.request().scheme().equals("https") ? "; Secure" : "";
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(
            COOKIE,
            sealed(consumer, x.now() / 1000 + config.cookieTtl()),
            config.cookieTtl(),
            secure);
  }
}
