package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.spi.Consumers;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Utf8Field;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What service and client are told of a session, in fields named `Session-…`.
final class SessionTold {
  private final SessionAuth.Config config;
  private final StoredSession.Lives lives;
  private final Consumers consumers;
  private final List<Told> service;
  private final List<Told> client;

  private record Told(String what, HeaderName field) {
    static List<Told> all(List<String> what) {
      return what.stream()
          .map(one -> new Told(one, HeaderName.of(SessionCookie.fieldName(one))))
          .toList();
    }
  }

  SessionTold(SessionAuth.Config config, StoredSession.Lives lives, Consumers consumers) {
    this.config = config;
    this.lives = lives;
    this.consumers = consumers;
    service = Told.all(config.requestHeaders());
    client = Told.all(config.responseHeaders());
  }

  /// The fields that the service is told in, which no client may send.
  List<HeaderName> requestFields() {
    return service.stream().map(Told::field).toList();
  }

  void tellService(StoredSession session, long now, Headers headers) {
    tell(service, session, now, headers);
  }

  void tellClient(StoredSession session, long now, Headers headers) {
    tell(client, session, now, headers);
  }

  private void tell(List<Told> all, StoredSession session, long now, Headers headers) {
    for (Told told : all) {
      String value = value(told.what, session, now);
      if (value != null) {
        headers.set(told.field, Utf8Field.encode(value));
      }
    }
  }

  private @Nullable String value(String what, StoredSession session, long now) {
    return switch (what) {
      case "id" -> session.id();
      case "audience" -> config.audience();
      case "subject" -> subject(session);
      case "idling-timeout" -> seconds(StoredSession.left(now, session.usedAt(), lives.idling()));
      case "rolling-timeout" ->
          seconds(StoredSession.left(now, session.rolledAt(), lives.rolling()));
      case "absolute-timeout" ->
          seconds(StoredSession.left(now, session.createdAt(), lives.absolute()));
      default -> seconds(session.left(now, lives));
    };
  }

  private static @Nullable String seconds(long left) {
    return left == Long.MAX_VALUE ? null : String.valueOf(Math.max(0, left));
  }

  private @Nullable String subject(StoredSession session) {
    Consumer consumer = consumers.byId(session.consumer());
    if (consumer == null) {
      return null;
    }
    String name =
        consumer.username() != null
            ? consumer.username()
            : consumer.customId() != null ? consumer.customId() : consumer.id();
    return config.hashSubject() ? hash(name) : name;
  }

  private static String hash(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
