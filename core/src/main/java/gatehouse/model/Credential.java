package gatehouse.model;

import org.jspecify.annotations.Nullable;

/// Something a consumer proves itself with.
public interface Credential extends Entity {
  /// Id of the consumer it belongs to.
  String consumer();

  /// What the credential is found by: an API key, a username, a token's issuer. Null if it is not
  /// found by a text alone.
  @Nullable String lookupKey();

  /// How much work it is to prove it, compared with others of its kind.
  default long work() {
    return 0;
  }
}
