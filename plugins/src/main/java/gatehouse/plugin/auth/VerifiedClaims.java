package gatehouse.plugin.auth;

import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a token says about its bearer, after an authentication plugin has verified it: jwt,
/// openid-connect by bearer token, introspection or session. Plugins that decide on claims read
/// them here and never parse a token themselves.
///
/// @param all the claims by name, immutable at every depth; values are [String], [Number],
///   [Boolean], [List], [Map] or null
public record VerifiedClaims(Map<String, @Nullable Object> all) {
  /// Where an authentication plugin puts the claims; the last one that verified a token wins.
  public static final Attribute<VerifiedClaims> KEY =
      new Attribute<>(VerifiedClaims.class, "claims");

  /// The claims verified in this exchange; null if no token was.
  public static @Nullable VerifiedClaims of(Exchange x) {
    return x.get(KEY);
  }

  /// The value at a path of member names, e.g. `realm_access`, `roles`; null if it is absent or
  /// null, or if anything on the way is no object.
  public @Nullable Object at(List<String> path) {
    Object value = all;
    for (int i = 0; i < path.size(); i++) {
      value = value instanceof Map<?, ?> object ? object.get(path.get(i)) : null;
    }
    return path.isEmpty() ? null : value;
  }

  /// The text at a path; null if there is none or it is something else than a text.
  public @Nullable String text(List<String> path) {
    return at(path) instanceof String text ? text : null;
  }

  /// The words at a path, as scopes, roles and groups are written: the texts of an array, or one
  /// text split at its blanks. Anything else has no words, and an array of anything else neither.
  public List<String> words(List<String> path) {
    List<String> words = new ArrayList<>();
    switch (at(path)) {
      case String text -> {
        for (String word : text.split(" ", -1)) {
          if (!word.isEmpty()) {
            words.add(word);
          }
        }
      }
      case List<?> array -> {
        for (Object element : array) {
          if (!(element instanceof String word)) {
            return List.of();
          }
          words.add(word);
        }
      }
      case null, default -> {}
    }
    return words;
  }
}
