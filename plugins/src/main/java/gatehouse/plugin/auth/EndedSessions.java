package gatehouse.plugin.auth;

import gatehouse.plugin.auth.token.TimedMemory;

/// Sessions that are over before their time, by log-out or because they go on under another id. A
/// cookie can't be taken back, so the process remembers which ones not to believe, for as long as
/// somebody could bring one. Times are seconds since the epoch.
final class EndedSessions {
  private static final int MOST = 100_000;

  private final TimedMemory<Long> ends = new TimedMemory<>(MOST);

  /// Ends a session.
  ///
  /// @param at from when on it does not count
  /// @param until from when on none of its cookies would count anyway
  synchronized void end(String id, long at, long until, long now) {
    Long known = ends.get(id, now);
    ends.put(id, known == null ? at : Math.min(at, known), until, now);
  }

  /// Whether a session is over.
  boolean has(String id, long now) {
    Long end = ends.get(id, now);
    return end != null && now >= end;
  }
}
