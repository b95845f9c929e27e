package gatehouse.spi;

import java.util.Set;

/// Which requests something is made for, so that a plugin that lets only usual ones pass can let
/// these pass as well.
///
/// @param methods in upper case
/// @param contentTypes media types in lower case and ranges of them, `image/*`; a `charset` may
///   follow
public record Declaration(Set<String> methods, Set<String> contentTypes) {
  /// It does not say.
  public static final Declaration NONE = new Declaration(Set.of(), Set.of());

  /// Makes a declaration that nobody can change.
  public Declaration {
    methods = Set.copyOf(methods);
    contentTypes = Set.copyOf(contentTypes);
  }

  /// Whether it says nothing.
  public boolean isEmpty() {
    return methods.isEmpty() && contentTypes.isEmpty();
  }
}
