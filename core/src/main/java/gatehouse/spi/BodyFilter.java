package gatehouse.spi;

/// Takes the pieces of one body in order and writes what goes on in their place. Used on the loop
/// of its exchange only; must not keep the arrays it is given. One that throws ends the exchange.
public interface BodyFilter extends AutoCloseable {
  /// A piece of the body.
  ///
  /// @param to the first index that does not belong to it
  void chunk(byte[] bytes, int from, int to, Output out);

  /// The body is complete: writes what was held back.
  void end(Output out);

  /// Whether the body goes on after what came of it so far; asked after each piece and at the end,
  /// and before any of that piece goes on, until it is a [Step.Stop]. It must not wait. An answer
  /// whose head has left is aborted; one that was held whole is replaced.
  default Step verdict() {
    return Step.NEXT;
  }

  /// Whether as many bytes come out as go in. Otherwise Content-Length is dropped, unless the body
  /// was held whole before.
  default boolean keepsLength() {
    return false;
  }

  /// Nothing more comes, however the exchange went. Called once.
  @Override
  default void close() {}

  /// Where a filter writes to.
  interface Output {
    /// Passes bytes on; the array may be used again afterwards.
    void write(byte[] bytes, int from, int to);
  }
}
