package gatehouse.plugin.auth;

import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the two fields in which Kong's plugins look for a credential.
record AuthorizationField(HeaderName name) {
  static final AuthorizationField PROXY =
      new AuthorizationField(HeaderName.of("Proxy-Authorization"));
  static final AuthorizationField PLAIN = new AuthorizationField(HeaderName.of("Authorization"));

  /// Both, in the order they are looked at.
  static final List<AuthorizationField> IN_ORDER = List.of(PROXY, PLAIN);

  /// The value; null where there is none.
  @Nullable String read(Exchange x) {
    return x.request().headers().get(name);
  }

  /// Keeps it from the service.
  void hide(Exchange x) {
    x.request().headers().remove(name);
  }

  /// Whether the client sent one of the fields more than once, so that nobody can tell which one it
  /// stands by, and the service might read another than the gateway did.
  static boolean isAmbiguous(Exchange x) {
    return IN_ORDER.stream().anyMatch(field -> x.request().headers().count(field.name) > 1);
  }

  /// Whether the client sent neither.
  static boolean isMissing(Exchange x) {
    return IN_ORDER.stream().noneMatch(field -> x.request().headers().has(field.name));
  }
}
