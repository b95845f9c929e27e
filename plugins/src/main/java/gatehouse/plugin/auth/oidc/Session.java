package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.Reauthentication;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.plugin.auth.token.SignedToken;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a browser's session cookie holds. Its tokens were verified before they were sealed in.
///
/// @param id names the session
/// @param expires seconds since the epoch until which the access token is good; 0 if unknown
/// @param created seconds since the epoch
/// @param used when the cookie was made, in seconds since the epoch
/// @param asked what the login was asked to show; empty for nothing
record Session(
    String id,
    String access,
    @Nullable String refresh,
    @Nullable String idToken,
    long expires,
    long created,
    long used,
    String asked) {
  /// A login that was asked for so much and has not shown it is not repeated so soon, in seconds.
  private static final long REPETITION = 60;

  /// How long sessions last, in seconds; 0 for ever.
  record Limits(long idling, long rolling, long absolute) {
    boolean hold(Session session, long now) {
      return within(now - session.used, idling)
          && within(now - session.used, rolling)
          && within(now - session.created, absolute);
    }

    /// Whether the cookie is to be made anew: not with each request.
    boolean wantRenewal(Session session, long now) {
      long shortest = Math.min(idling == 0 ? rolling : idling, rolling == 0 ? idling : rolling);
      return shortest > 0 && now - session.used >= Math.max(1, shortest / 4);
    }

    private static boolean within(long age, long limit) {
      return age >= 0 && (limit == 0 || age <= limit);
    }
  }

  /// Reads what a cookie held; null if that is no session.
  static @Nullable Session of(Map<String, @Nullable Object> content) {
    return content.get("sid") instanceof String id
            && content.get("at") instanceof String access
            && content.get("exp") instanceof Long expires
            && content.get("new") instanceof Long created
            && content.get("use") instanceof Long used
        ? new Session(
            id,
            access,
            text(content, "rt"),
            text(content, "id"),
            expires,
            created,
            used,
            content.get("ask") instanceof String asked ? asked : "")
        : null;
  }

  private static @Nullable String text(Map<String, @Nullable Object> content, String name) {
    return content.get(name) instanceof String text ? text : null;
  }

  /// What is sealed into the cookie.
  Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("sid", id);
    content.put("at", access);
    if (refresh != null) {
      content.put("rt", refresh);
    }
    if (idToken != null) {
      content.put("id", idToken);
    }
    content.put("exp", expires);
    content.put("new", created);
    content.put("use", used);
    if (!asked.isEmpty()) {
      content.put("ask", asked);
    }
    return content;
  }

  Session usedAt(long now) {
    return new Session(id, access, refresh, idToken, expires, created, now, asked);
  }

  /// Whether it comes from a login that was asked for just this, a moment ago.
  boolean wasAskedFor(Reauthentication.Demand demand, long now) {
    return asked.equals(demand.toString()) && now - created < REPETITION;
  }

  /// What the tokens say: the id token and, where it is readable, the access token, whose word
  /// counts more.
  VerifiedClaims claims() {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    if (idToken != null && SignedToken.read(idToken) instanceof SignedToken token) {
      claims.putAll(token.claims());
    }
    if (SignedToken.read(access) instanceof SignedToken token) {
      claims.putAll(token.claims());
    }
    return new VerifiedClaims(Collections.unmodifiableMap(claims));
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Session";
  }
}
