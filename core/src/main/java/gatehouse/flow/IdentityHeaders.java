package gatehouse.flow;

import gatehouse.model.Consumer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity;
import gatehouse.spi.Utf8Field;
import org.jspecify.annotations.Nullable;

/// Writes who the caller is for the service; nobody else writes these fields.
final class IdentityHeaders {
  private static final HeaderName CONSUMER_ID = HeaderName.of("X-Consumer-ID");
  private static final HeaderName CUSTOM_ID = HeaderName.of("X-Consumer-Custom-ID");
  private static final HeaderName USERNAME = HeaderName.of("X-Consumer-Username");
  private static final HeaderName CREDENTIAL = HeaderName.of("X-Credential-Identifier");
  private static final HeaderName ANONYMOUS = HeaderName.of("X-Anonymous-Consumer");

  private IdentityHeaders() {}

  static void write(Identity identity, Headers headers) {
    Consumer consumer = identity.consumer();
    put(headers, CONSUMER_ID, consumer == null ? null : consumer.id());
    put(headers, CUSTOM_ID, consumer == null ? null : consumer.customId());
    put(headers, USERNAME, consumer == null ? null : consumer.username());
    var credential = identity.credential();
    put(headers, CREDENTIAL, credential == null ? null : credential.identifier());
    put(headers, ANONYMOUS, credential == null ? "true" : null);
  }

  private static void put(Headers headers, HeaderName name, @Nullable String value) {
    if (value == null) {
      headers.remove(name);
    } else {
      headers.set(name, Utf8Field.encode(value));
    }
  }
}
