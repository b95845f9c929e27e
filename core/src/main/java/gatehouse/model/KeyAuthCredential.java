package gatehouse.model;

import gatehouse.spi.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API key of a consumer.
///
/// @param ttl seconds it is good for, counted from its creation; null for ever
/// @param createdAt seconds since the epoch
public record KeyAuthCredential(
    String id, String consumer, Secret key, @Nullable Long ttl, long createdAt, List<String> tags)
    implements Credential {
  @Override
  public String lookupKey() {
    return key.reveal();
  }
}
