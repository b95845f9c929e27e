package gatehouse.plugin.template;

/// What an expression has instead of a fact about the caller that is not known. It is false in a
/// condition and can be read into; whatever is computed of it is absent too.
enum Absent {
  CLAIM
}
