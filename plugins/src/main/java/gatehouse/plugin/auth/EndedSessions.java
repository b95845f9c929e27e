package gatehouse.plugin.auth;

import gatehouse.plugin.auth.token.TokenCache;
import gatehouse.plugin.auth.token.TokenCache.Digest;

/// Sessions that are over before their time, by log-out or because they go on under another id. A
/// cookie can't be taken back, so the process remembers which ones not to believe.
final class EndedSessions {
  private static final int MOST = 100_000;

  private final TokenCache<Long> ends = new TokenCache<>(MOST);

  /// Ends a session.
  ///
  /// @param at seconds since the epoch from which on it does not count
  synchronized void end(String id, long at) {
    Digest digest = Digest.of(id);
    Long known = ends.get(digest);
    ends.put(digest, known == null ? at : Math.min(at, known));
  }

  /// Whether a session is over.
  boolean has(String id, long now) {
    Long end = ends.get(Digest.of(id));
    return end != null && now >= end;
  }
}
