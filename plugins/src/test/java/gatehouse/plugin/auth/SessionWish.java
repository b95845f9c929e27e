package gatehouse.plugin.auth;

import gatehouse.spi.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A configuration of `session` with Kong's defaults, changed field by field.
final class SessionWish {
  private @Nullable String secret = "a-secret-of-this-test";
  private String audience = "default";
  private long idling = 900;
  private long rolling = 3600;
  private long absolute = 86_400;
  private boolean remember;
  private boolean bodies;
  private List<String> told = List.of();

  SessionWish secret(@Nullable String text) {
    secret = text;
    return this;
  }

  SessionWish audience(String text) {
    audience = text;
    return this;
  }

  SessionWish lives(long idling, long rolling, long absolute) {
    this.idling = idling;
    this.rolling = rolling;
    this.absolute = absolute;
    return this;
  }

  SessionWish remembering() {
    remember = true;
    return this;
  }

  SessionWish readingBodies() {
    bodies = true;
    return this;
  }

  SessionWish telling(List<String> what) {
    told = what;
    return this;
  }

  SessionAuth.Config config() {
    return new SessionAuth.Config(
        secret == null ? null : new Secret(secret),
        "cookie",
        audience,
        idling,
        rolling,
        absolute,
        10,
        "session",
        "/",
        null,
        "Strict",
        true,
        true,
        remember,
        "remember",
        604_800,
        2_592_000,
        told,
        told,
        bodies,
        List.of("POST", "DELETE"),
        "session_logout",
        "session_logout",
        false,
        false);
  }
}
