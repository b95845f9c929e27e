package gatehouse.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A caller known to the gateway; it has a username, a custom id, or both.
///
/// @param groups ids of its consumer groups, ordered by the groups' names
public record Consumer(
    String id,
    @Nullable String username,
    @Nullable String customId,
    List<String> groups,
    List<String> tags)
    implements Entity {}
