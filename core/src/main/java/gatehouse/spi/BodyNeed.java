package gatehouse.spi;

/// How much of a body a plugin has to see.
public sealed interface BodyNeed {
  /// Nothing: the body streams past.
  BodyNeed NONE = new None();

  /// The whole body, at most `limit` bytes of it.
  static BodyNeed whole(long limit, Overflow overflow) {
    return new Whole(limit, overflow);
  }

  /// Nothing of the body.
  record None() implements BodyNeed {}

  /// The whole body in one piece, read when the first plugin that needs it is reached.
  ///
  /// @param limit bytes; what is longer meets `overflow`
  record Whole(long limit, Overflow overflow) implements BodyNeed {}

  /// What happens to a body that is longer than the limit.
  enum Overflow {
    /// 413, before the service sees anything; an answer becomes 502 before the client does.
    REJECT,
    /// The plugin sees the first `limit` bytes, the other side gets all of them.
    CUT,
    /// The plugin sees no body (of an answer: has no turn), the other side gets all of it.
    SKIP
  }
}
