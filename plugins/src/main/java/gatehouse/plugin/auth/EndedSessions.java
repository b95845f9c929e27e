package gatehouse.plugin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/// Sessions that are over before their time, by log-out or because they go on under another id. A
/// cookie can't be taken back, so the process remembers which ones not to believe.
final class EndedSessions {
  private static final long MOST = 100_000;

  private final Cache<String, Long> ends;

  /// @param life how long a cookie could count at most
  EndedSessions(Duration life, InstantSource clock) {
    ends =
        Caffeine.newBuilder()
            .expireAfterWrite(life)
            .maximumSize(MOST)
            .ticker(() -> clock.millis() * 1_000_000)
            .build();
  }

  /// Ends a session.
  ///
  /// @param at seconds since the epoch from which on it does not count
  void end(String id, long at) {
    ends.asMap().merge(id, at, Math::min);
  }

  /// Whether a session is over.
  boolean has(String id, long now) {
    Long end = ends.getIfPresent(id);
    return end != null && now >= end;
  }
}
