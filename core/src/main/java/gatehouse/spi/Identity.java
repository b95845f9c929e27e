package gatehouse.spi;

import gatehouse.model.Consumer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who the caller is, as an authentication plugin has proven it.
///
/// @param consumer the consumer found; null if only a credential is known
/// @param credential how it was proven; null for the anonymous consumer
/// @param groups groups that the credential itself brought (not those of the consumer)
/// @param plugin the name of the plugin that proved it
/// @param memberships ids of the consumer groups that the credential makes the caller a member of;
///   empty for those of the consumer
public record Identity(
    @Nullable Consumer consumer,
    @Nullable ProvenCredential credential,
    List<String> groups,
    String plugin,
    List<String> memberships) {

  /// A caller who is a member of the consumer's groups, if there is one.
  public Identity(
      @Nullable Consumer consumer,
      @Nullable ProvenCredential credential,
      List<String> groups,
      String plugin) {
    this(consumer, credential, groups, plugin, List.of());
  }

  /// Ids of the consumer groups whose plugins are for this caller.
  public List<String> memberOf() {
    return !memberships.isEmpty() || consumer == null ? memberships : consumer.groups();
  }

  /// Whether the caller was proven, not merely let in as the anonymous consumer.
  public boolean authenticated() {
    return credential != null;
  }

  /// What the caller proved itself with.
  ///
  /// @param id the credential's id
  /// @param identifier what the service gets in `X-Credential-Identifier`
  public record ProvenCredential(String id, String identifier) {}
}
