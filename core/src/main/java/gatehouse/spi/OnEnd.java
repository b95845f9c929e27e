package gatehouse.spi;

/// Acts when the answer is complete but its last byte has not left yet: what must be on disk before
/// the client sees the end is written here. The last byte is held until a [Step.Wait] is done. A
/// [Step.Stop] replaces an answer of which nothing has left; otherwise the client sees an abort.
public interface OnEnd extends Plugin {
  /// Finishes what must precede the last byte; never blocks.
  Step onEnd(Exchange x);
}
