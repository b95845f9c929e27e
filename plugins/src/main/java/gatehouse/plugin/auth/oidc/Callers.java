package gatehouse.plugin.auth.oidc;

import gatehouse.model.Consumer;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Consumers;
import gatehouse.spi.Identity.ProvenCredential;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Finds out whom claims name.
///
/// @param paths of the claims that name a consumer, the first that does counts; empty for none
/// @param by what they are compared with: `username`, `custom_id`, `id`
/// @param optional whether nobody may be named
/// @param lowerCase the consumers by username in lower case; empty if case matters
/// @param credential the path of the claim that names the credential
/// @param groups the path of the claim with the groups; null for none
/// @param memberships how claims name consumer groups; null if they do not
record Callers(
    Consumers consumers,
    List<List<String>> paths,
    List<String> by,
    boolean optional,
    Map<String, Consumer> lowerCase,
    List<String> credential,
    @Nullable List<String> groups,
    @Nullable Memberships memberships) {
  /// How claims name consumer groups.
  ///
  /// @param path of the claim
  /// @param optional whether none may be named
  /// @param ids by the groups' names, in the order of the names
  record Memberships(List<String> path, boolean optional, SortedMap<String, String> ids) {}

  /// The consumer that is named; null if none is, or nobody has that name.
  @Nullable Consumer consumer(VerifiedClaims claims) {
    for (List<String> path : paths) {
      Object value = claims.at(path);
      String name = value instanceof Long number ? number.toString() : claims.text(path);
      Consumer found = name == null || name.isEmpty() ? null : named(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Consumer named(String name) {
    for (String kind : by) {
      Consumer found =
          switch (kind) {
            case "username" -> byUsername(name);
            case "custom_id" -> consumers.byCustomId(name);
            default -> consumers.byId(name);
          };
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Consumer byUsername(String name) {
    if (!lowerCase.isEmpty()) {
      return lowerCase.get(name.toLowerCase(Locale.ROOT));
    }
    Consumer found = consumers.find(name);
    return found != null && name.equals(found.username()) ? found : null;
  }

  /// Whether a consumer must be found.
  boolean mustFind() {
    return !paths.isEmpty() && !optional;
  }

  /// What the caller has proven itself with.
  ProvenCredential proof(VerifiedClaims claims) {
    String name = claims.text(credential);
    String known = name != null ? name : claims.text(List.of("client_id"));
    String identifier = known == null ? "" : UpstreamClaims.text(known);
    return identifier == null || identifier.isEmpty()
        ? new ProvenCredential("token", "token")
        : new ProvenCredential(identifier, identifier);
  }

  /// The ids of the consumer groups that the claims name; null if they name none and must.
  @Nullable List<String> membershipsOf(VerifiedClaims claims) {
    if (memberships == null) {
      return List.of();
    }
    List<String> named = claims.words(memberships.path);
    List<String> found =
        memberships.ids.entrySet().stream()
            .filter(group -> named.contains(group.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return found.isEmpty() && !memberships.optional ? null : found;
  }

  /// The groups that the claims bring.
  List<String> groupsOf(VerifiedClaims claims) {
    return groups == null ? List.of() : List.copyOf(claims.words(groups));
  }
}
