package gatehouse.config;

import org.jspecify.annotations.Nullable;

/// Where in an entity a value stands; written out only when a fault names it.
///
/// @param parent null for the entity itself
/// @param step a field's name, a list's index, or null for the entity
record FieldPath(@Nullable FieldPath parent, @Nullable Object step) {
  /// The entity itself.
  static final FieldPath ROOT = new FieldPath(null, null);

  FieldPath field(String name) {
    return new FieldPath(this, name);
  }

  FieldPath index(int index) {
    return new FieldPath(this, index);
  }

  /// `config.limits.video`, `paths[1]`; null for the entity itself.
  @Nullable String text() {
    if (parent == null) {
      return null;
    }
    String before = parent.text();
    if (step instanceof Integer index) {
      return (before == null ? "" : before) + "[" + index + "]";
    }
    return before == null ? String.valueOf(step) : before + "." + step;
  }
}
