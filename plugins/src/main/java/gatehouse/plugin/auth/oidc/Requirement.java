package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.VerifiedClaims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words that a claim must hold: all words of at least one of the alternatives.
///
/// @param path where the claim is
record Requirement(List<String> path, List<List<String>> alternatives) {
  /// Reads Kong's way of writing it, a text of words for each alternative; null demands nothing.
  static @Nullable Requirement of(@Nullable List<String> required, List<String> path) {
    if (required == null || required.isEmpty()) {
      return null;
    }
    List<List<String>> alternatives = new ArrayList<>();
    for (String words : required) {
      List<String> all = new ArrayList<>();
      for (String word : words.split(" ", -1)) {
        if (!word.isEmpty()) {
          all.add(word);
        }
      }
      if (!all.isEmpty()) {
        alternatives.add(List.copyOf(all));
      }
    }
    return new Requirement(path, List.copyOf(alternatives));
  }

  /// Whether the claims meet it; an absent claim never does.
  boolean isMetBy(VerifiedClaims claims) {
    List<String> words = claims.words(path);
    for (List<String> all : alternatives) {
      if (words.containsAll(all)) {
        return true;
      }
    }
    return false;
  }
}
