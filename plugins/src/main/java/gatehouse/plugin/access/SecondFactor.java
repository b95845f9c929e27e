package gatehouse.plugin.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.model.Consumer;
import gatehouse.model.TotpCredential;
import gatehouse.plugin.access.StepUpAuth.TotpConfig;
import gatehouse.plugin.auth.token.TimedMemory;
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
  private static final int MOST_USED = 1_000_000;

  /// Seconds by which the clock of a gateway that shares the key may be ahead.
  private static final long AHEAD = 60;

  private final TotpConfig config;
  private final Totp totp;
  private final Map<String, List<byte[]>> secrets = new HashMap<>();
  private final Used used;
  private final long replay;
  private final Guesses guesses;
  private final byte[] key;

  // What follows outlives a reload, and all instances share it: otherwise a code that was used at
  // one of them would be good at the next, and guesses would have as many tries as there are.

  /// @param periods the period of the last code of each consumer
  record Used(TimedMemory<Long> periods) {
    /// RFC 6238, section 5.2: a code must not be taken twice, and none older than the last one.
    synchronized boolean isFirst(String consumer, long period, long until, long now) {
      Long last = periods.get(consumer, now);
      if (last != null && period <= last) {
        return false;
      }
      periods.put(consumer, period, until, now);
      return true;
    }
  }

  /// @param wrong wrong codes of each consumer
  record Guesses(Cache<String, Integer> wrong) {}

  /// @param bytes signs cookies where no secret is configured
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Key(byte[] bytes) {
    static Key random() {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      return new Key(random);
    }
  }

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
    // By the widest window there is, so that a narrower one forgets no code that a wider one takes.
    replay = (2L * TotpConfig.WIDEST + 2) * config.period();
    used =
        workshop.carried(
            "step-up-auth.used:" + config.period(),
            Used.class,
            () -> new Used(new TimedMemory<>(MOST_USED)));
    Duration lockout = Duration.ofSeconds(config.lockout());
    guesses =
        workshop.carried(
            "step-up-auth.guesses:" + config.lockout(),
            Guesses.class,
            () -> new Guesses(cache(workshop, lockout)));
    key =
        config.secret() == null
            ? workshop.carried("step-up-auth.key", Key.class, Key::random).bytes
            : config.secret().reveal().getBytes(StandardCharsets.UTF_8);
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
    List<byte[]> own = secrets.get(consumer.id());
    if (own == null) {
      return Outcome.MISSING;
    }
    if (hasCookie(x, consumer, own, now)) {
      return Outcome.PROVEN_BEFORE;
    }
    List<String> codes = x.request().headers().all(config.header());
    if (codes.size() != 1) {
      return Outcome.MISSING;
    }
    // Counted before it is looked at, so that guesses at the same time do not share one count.
    Integer tries = guesses.wrong.asMap().merge(consumer.id(), 1, Integer::sum);
    if (tries != null && tries > config.maxAttempts()) {
      return Outcome.LOCKED;
    }
    for (byte[] secret : own) {
      long period = totp.match(secret, codes.getFirst(), now);
      if (period >= 0 && used.isFirst(consumer.id(), period, now + replay, now)) {
        guesses.wrong.invalidate(consumer.id());
        return Outcome.PROVEN_NOW;
      }
    }
    return Outcome.WRONG;
  }

  private boolean hasCookie(Exchange x, Consumer consumer, List<byte[]> own, long now) {
    for (String field : x.request().headers().all(COOKIES)) {
      for (String pair : field.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(COOKIE + "=") && isGood(cookie, consumer, own, now)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The cookie says when the code was given, not how long that counts: each instance decides that
  /// for itself, whichever of them made the cookie.
  private boolean isGood(String cookie, Consumer consumer, List<byte[]> own, long now) {
    String value = cookie.substring(COOKIE.length() + 1);
    int dot = value.indexOf('.');
    Long given = dot <= 0 || dot > 12 ? null : number(value.substring(0, dot));
    return given != null
        && now - given < config.cookieTtl()
        && given - now <= AHEAD
        && MessageDigest.isEqual(
            sealed(consumer, own, given).getBytes(StandardCharsets.US_ASCII),
            value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static @Nullable Long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /// Bound to the consumer's secrets: when one is taken away, what was proven with it counts no
  /// more; and to the number of digits, so that fewer never stand for more.
  private String sealed(Consumer consumer, List<byte[]> own, long given) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String what = "step-up|" + consumer.id() + "|" + given + "|" + config.digits();
      mac.update(what.getBytes(StandardCharsets.UTF_8));
      for (byte[] secret : own) {
        mac.update((byte) secret.length);
        mac.update(secret);
      }
      return given + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The field that spares the consumer the next code for a while; null if it is not to be spared.
  @Nullable String cookie(Exchange x, Consumer consumer) {
    List<byte[]> own = secrets.get(consumer.id());
    if (config.cookieTtl() == 0 || own == null) {
      return null;
    }
    String secure = x.request().scheme().equals("https") ? "; Secure" : "";
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(COOKIE, sealed(consumer, own, x.now() / 1000), config.cookieTtl(), secure);
  }
}
