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
import java.util.stream.Stream;
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
  private final Map<String, List<byte[]>> configured = new HashMap<>();
  private final @Nullable Enrolments enrolments;
  private final Used used;
  private final long replay;
  private final Guesses guesses;
  private final byte[] key;

  // What follows outlives a reload, and all instances share it: otherwise a code that was used at
  // one of them would be good at the next, and guesses would have as many tries as there are.

  /// @param periods the period of the last code of each secret
  record Used(TimedMemory<Long> periods) {
    /// RFC 6238, section 5.2: a code must not be taken twice, and none older than the last one.
    synchronized boolean isFirst(String secret, long period, long until, long now) {
      Long last = periods.get(secret, now);
      if (last != null && period <= last) {
        return false;
      }
      periods.put(secret, period, until, now);
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
    enrolments =
        config.enrollStore() == null || config.secret() == null
            ? null
            : EnrolmentFile.of(config.enrollStore(), config.secret(), workshop);
    totp = new Totp(config.digits(), config.period(), config.window());
    for (TotpCredential credential : workshop.entities().all(TotpCredential.class)) {
      byte[] secret = Totp.secret(credential.secret().reveal());
      if (secret == null) {
        throw new IllegalArgumentException(
            "totp credential " + credential.id() + " is no base32 of 80 bits or more");
      }
      configured.computeIfAbsent(credential.consumer(), _ -> new ArrayList<>()).add(secret);
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

  /// What lets consumers enrol; null if they cannot.
  @Nullable SelfEnrolment enrolment(Workshop workshop) {
    return enrolments == null || config.enrollPath() == null
        ? null
        : new SelfEnrolment(config, this, enrolments, workshop);
  }

  /// Seconds until somebody may try again after too many wrong codes.
  int lockout() {
    return config.lockout();
  }

  static <V> Cache<String, V> cache(Workshop workshop, Duration kept) {
    return Caffeine.newBuilder()
        .maximumSize(MOST_CONSUMERS)
        .executor(workshop.background())
        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(workshop.clock().millis()))
        .expireAfterWrite(kept)
        .build();
  }

  /// The consumer's secrets, of which any will do.
  List<byte[]> secrets(Consumer consumer) {
    List<byte[]> told = configured.getOrDefault(consumer.id(), List.of());
    byte[] enrolled = enrolments == null ? null : enrolments.secret(consumer.id());
    return enrolled == null ? told : Stream.concat(told.stream(), Stream.of(enrolled)).toList();
  }

  /// Judges the code or the cookie of a known consumer.
  Outcome judge(Exchange x, Consumer consumer) {
    List<byte[]> own = secrets(consumer);
    if (own.isEmpty()) {
      return Outcome.MISSING;
    }
    if (hasCookie(x, consumer, own, x.now() / 1000)) {
      return Outcome.PROVEN_BEFORE;
    }
    String code = code(x);
    return code == null ? Outcome.MISSING : prove(x, consumer, own, code);
  }

  /// The code in the header; null if there is none, or more than one.
  @Nullable String code(Exchange x) {
    List<String> codes = x.request().headers().all(config.header());
    return codes.size() == 1 ? codes.getFirst() : null;
  }

  /// Judges a code by secrets of a consumer, and takes it once.
  Outcome prove(Exchange x, Consumer consumer, List<byte[]> by, String code) {
    long now = x.now() / 1000;
    // Counted before it is looked at, so that guesses at the same time do not share one count.
    Integer tries = guesses.wrong.asMap().merge(consumer.id(), 1, Integer::sum);
    if (tries != null && tries > config.maxAttempts()) {
      return Outcome.LOCKED;
    }
    for (byte[] secret : by) {
      long period = totp.match(secret, code, now);
      if (period >= 0 && used.isFirst(nameOf(consumer, secret), period, now + replay, now)) {
        guesses.wrong.invalidate(consumer.id());
        return Outcome.PROVEN_NOW;
      }
    }
    return Outcome.WRONG;
  }

  /// What a secret is remembered by; does not tell it.
  static String nameOf(Consumer consumer, byte[] secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(consumer.id().getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest.digest(secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
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
    List<byte[]> own = secrets(consumer);
    if (config.cookieTtl() == 0 || own.isEmpty()) {
      return null;
    }
    String secure = x.request().scheme().equals("https") ? "; Secure" : "";
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(COOKIE, sealed(consumer, own, x.now() / 1000), config.cookieTtl(), secure);
  }
}
