package gatehouse.plugin.auth;

import gatehouse.spi.Headers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One cookie that holds a sealed session: how it is found in a request and written in an answer.
///
/// @param sealer seals what it holds
/// @param attributes what follows the value, from the first semicolon on
/// @param lives how long what it holds counts
/// @param outlivesBrowser whether it is kept when the browser is closed
record SessionCookie(
    String name,
    Sealer sealer,
    String attributes,
    StoredSession.Lives lives,
    boolean outlivesBrowser) {
  /// Browsers take no longer ones (RFC 6265, section 6.1).
  private static final int LONGEST = 4096;

  /// Cookies of the same name that are looked at.
  private static final int MOST = 4;

  /// The first session of the request that still counts; null if there is none.
  @Nullable StoredSession find(Headers headers, long now, EndedSessions ended) {
    for (String value : Cookies.values(headers, name, MOST)) {
      byte[] plain = value.length() > LONGEST ? null : sealer.open(value);
      StoredSession session = plain == null ? null : StoredSession.read(plain);
      if (session != null && session.isAlive(now, lives) && !ended.has(session.id(), now)) {
        return session;
      }
    }
    return null;
  }

  /// Whether the request has a cookie of that name, good or not.
  boolean isIn(Headers headers) {
    return !Cookies.values(headers, name, 1).isEmpty();
  }

  /// The value of `Set-Cookie`; null if the session does not fit into a cookie.
  @Nullable String written(StoredSession session) {
    String value = sealer.seal(session.bytes());
    if (name.length() + value.length() > LONGEST) {
      return null;
    }
    String age = outlivesBrowser && lives.rolling() > 0 ? "; Max-Age=" + lives.rolling() : "";
    return name + "=" + value + attributes + age;
  }

  /// The value of `Set-Cookie` that makes a client forget it.
  String deleted() {
    return name + "=" + attributes + "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
  }

  /// The attributes of a configured cookie.
  static String attributes(SessionAuth.Config config) {
    StringBuilder text = new StringBuilder("; Path=").append(config.cookiePath());
    if (config.cookieDomain() != null) {
      text.append("; Domain=").append(config.cookieDomain());
    }
    if (!config.cookieSameSite().equals("Default")) {
      text.append("; SameSite=").append(config.cookieSameSite());
    }
    text.append(config.cookieHttpOnly() ? "; HttpOnly" : "");
    return text.append(config.cookieSecure() ? "; Secure" : "").toString();
  }

  /// The field in which a service or a client is told something of a session.
  static String fieldName(String what) {
    StringBuilder name = new StringBuilder("Session");
    for (String word : List.of(what.split("-", -1))) {
      name.append('-')
          .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
          .append(word, 1, word.length());
    }
    return name.toString();
  }
}
