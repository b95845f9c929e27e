package gatehouse.plugin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.spi.Exchange;
import gatehouse.spi.IpAddress;
import gatehouse.spi.Workshop;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// Logins that have failed, by username and address together: by the name alone, anybody could lock
/// others out. From the third on, each makes the next try wait twice as long as the one before.
/// What is tried before its time is neither judged nor counted. Thread-safe.
final class FailedLogins {
  private static final int FREE = 2;
  private static final long FIRST_WAIT = 30_000;
  private static final long LONGEST_WAIT = 3_600_000;
  private static final long MOST = 100_000;

  /// What one household or machine has of IPv6 (RFC 6177): who has one address there has all.
  private static final int IPV6_SITE = 64;

  private final Cache<String, Failures> byLogin;

  /// @param until when the next try is judged; milliseconds since the epoch
  private record Failures(int count, long until) {
    Failures next(long now) {
      int beyond = count - FREE;
      long wait =
          beyond < 0 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(beyond, Integer.SIZE - 1));
      return new Failures(count + 1, now + wait);
    }
  }

  FailedLogins(Workshop workshop) {
    byLogin =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .executor(workshop.background())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(workshop.clock().millis()))
            .expireAfterWrite(Duration.ofMillis(2 * LONGEST_WAIT))
            .build();
  }

  /// What the failures of a caller with a username are kept under; names can be long.
  static String login(Exchange x, String username) {
    IpAddress address = x.client().address();
    String site = (address.v4() ? address : address.prefix(IPV6_SITE)).toString();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((site + " ").getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder()
          .encodeToString(digest.digest(username.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Seconds until a login is judged again; 0 if it is judged now.
  long wait(String login, long now) {
    Failures known = byLogin.getIfPresent(login);
    return known == null || known.until <= now ? 0 : (known.until - now + 999) / 1000;
  }

  /// Takes note of what was found out about a login. Of several that were judged at the same time,
  /// those count for nothing that come after the one that began a wait: right or wrong, nobody
  /// learns more by guessing all at once.
  ///
  /// @return seconds to wait because of those before; 0 if this one counts
  long judged(String login, boolean right, long now) {
    long[] wait = {0};
    byLogin
        .asMap()
        .compute(
            login,
            (_, known) -> {
              if (known != null && known.until > now) {
                wait[0] = (known.until - now + 999) / 1000;
                return known;
              }
              return right ? null : (known == null ? new Failures(0, 0) : known).next(now);
            });
    return wait[0];
  }
}
