package gatehouse.plugin.auth.token;

import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of one issuer, fetched when they are first needed and again before they grow old. One
/// fetch at a time, whoever needs it waits for that one.
///
/// - A token that names a key nobody knows has the keys fetched once, then not again for a while:
///   rotated keys are found at once, and made-up ones cannot hammer the issuer.
/// - While the issuer does not answer, the keys known last are used for a while beyond their time.
public final class KeySets {
  private static final Logger LOG = LoggerFactory.getLogger(KeySets.class);

  /// After a fetch that failed no other one is tried for so long.
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final String name;
  private final Source source;
  private final Timing timing;
  private final InstantSource clock;
  private final Executor background;
  private final ReentrantLock fetching = new ReentrantLock();

  private volatile @Nullable Known known;
  private volatile long failedAt = Long.MIN_VALUE;
  private volatile long askedForUnknownAt = Long.MIN_VALUE;

  /// Where the keys come from.
  public interface Source {
    /// Fetches them; may block.
    ///
    /// @throws IOException if they cannot be had
    List<TrustedKey> fetch() throws IOException;
  }

  /// When keys are fetched anew.
  ///
  /// @param lifetime how long a set is used without asking
  /// @param unknown the least time between two fetches for the sake of an unknown key
  /// @param grace how long keys are used beyond that while their issuer cannot be asked
  public record Timing(Duration lifetime, Duration unknown, Duration grace) {
    /// The usual grace.
    public static final Duration GRACE = Duration.ofDays(1);
  }

  private record Known(List<TrustedKey> keys, long fetchedAt) {}

  /// What a look-up found.
  ///
  /// @param keys those that may have signed the token
  /// @param available false if the issuer's keys are not known at all
  public record Found(List<TrustedKey> keys, boolean available) {
    /// The key that did sign the token; null if none did.
    public @Nullable TrustedKey signer(SignedToken token) {
      for (TrustedKey key : keys) {
        if (token.isSignedBy(key.key())) {
          return key;
        }
      }
      return null;
    }
  }

  /// @param name what the log calls the issuer
  /// @param background runs a fetch that nobody waits for
  public KeySets(
      String name, Source source, Timing timing, InstantSource clock, Executor background) {
    this.name = name;
    this.source = source;
    this.timing = timing;
    this.clock = clock;
    this.background = background;
  }

  /// Looks for the keys that may have signed a token, and goes on with them; waits for the issuer
  /// only where that is needed.
  public Step find(Exchange x, SignedToken token, Function<Found, Step> then) {
    long now = clock.millis();
    Known current = known;
    if (current == null || now >= current.fetchedAt + timing.lifetime.toMillis()) {
      if (current != null && isResting(now)) {
        return then.apply(found(token));
      }
      return x.offload(
          () -> {
            renew(current);
            return found(token);
          },
          then);
    }
    if (now >= current.fetchedAt + timing.lifetime.toMillis() * 3 / 4
        && !fetching.isLocked()
        && !isResting(now)) {
      background.execute(() -> renew(current));
    }
    Found found = found(token);
    if (!found.keys.isEmpty() || !mayAskForUnknown(now)) {
      return then.apply(found);
    }
    return x.offload(
        () -> {
          renewForUnknown(current);
          return found(token);
        },
        then);
  }

  /// As [#find], for those who may block.
  public Found findNow(SignedToken token) {
    Known current = known;
    if (current == null
        || clock.millis() >= current.fetchedAt + timing.lifetime.toMillis()
            && !isResting(clock.millis())) {
      renew(current);
      return found(token);
    }
    Found found = found(token);
    if (found.keys.isEmpty() && mayAskForUnknown(clock.millis())) {
      renewForUnknown(current);
      return found(token);
    }
    return found;
  }

  /// Whether a key that has verified a token is still one of the issuer's, as far as is known
  /// without asking.
  public boolean stillHolds(TrustedKey key) {
    Known current = known;
    if (current == null || clock.millis() >= current.fetchedAt + timing.lifetime.toMillis()) {
      return false;
    }
    // Keys that a newer set has too are kept as they are.
    for (TrustedKey held : current.keys) {
      if (isSame(held, key)) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // see above
  private static boolean isSame(TrustedKey one, TrustedKey other) {
    return one == other;
  }

  private Found found(SignedToken token) {
    Known current = known;
    if (current == null || clock.millis() >= current.fetchedAt + lastUse()) {
      return new Found(List.of(), false);
    }
    return new Found(current.keys.stream().filter(key -> key.mayHaveSigned(token)).toList(), true);
  }

  private long lastUse() {
    return timing.lifetime.plus(timing.grace).toMillis();
  }

  private boolean isResting(long now) {
    return failedAt != Long.MIN_VALUE && now < failedAt + RETRY.toMillis();
  }

  private boolean mayAskForUnknown(long now) {
    return fetching.isLocked()
        || askedForUnknownAt == Long.MIN_VALUE
        || now >= askedForUnknownAt + timing.unknown.toMillis();
  }

  private void renewForUnknown(Known seen) {
    fetching.lock();
    try {
      if (isCurrent(seen) && mayStillAsk()) {
        askedForUnknownAt = clock.millis();
        fetch();
      }
    } finally {
      fetching.unlock();
    }
  }

  private boolean mayStillAsk() {
    return askedForUnknownAt == Long.MIN_VALUE
        || clock.millis() >= askedForUnknownAt + timing.unknown.toMillis();
  }

  private void renew(@Nullable Known seen) {
    fetching.lock();
    try {
      // Whoever had the lock before may have fetched already, or found that it cannot be done.
      if (isCurrent(seen) && !isResting(clock.millis())) {
        fetch();
      }
    } finally {
      fetching.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // each fetch makes another one
  private boolean isCurrent(@Nullable Known seen) {
    return known == seen;
  }

  private void fetch() {
    Known before = known;
    try {
      List<TrustedKey> fetched = source.fetch();
      known = new Known(before == null ? fetched : kept(before.keys, fetched), clock.millis());
      failedAt = Long.MIN_VALUE;
    } catch (IOException | RuntimeException e) {
      failedAt = clock.millis();
      LOG.warn(
          "the keys of {} cannot be fetched ({}); {}",
          name,
          e.getMessage(),
          before == null ? "none are known yet" : "those known are used");
    }
  }

  private static List<TrustedKey> kept(List<TrustedKey> before, List<TrustedKey> fetched) {
    List<TrustedKey> keys = new ArrayList<>(fetched.size());
    for (TrustedKey key : fetched) {
      int at = before.indexOf(key);
      keys.add(at < 0 ? key : before.get(at));
    }
    return List.copyOf(keys);
  }
}
