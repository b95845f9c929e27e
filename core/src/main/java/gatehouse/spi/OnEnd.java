package gatehouse.spi;

/// Acts when the answer is complete but its last byte has not left yet: what must be on disk before
/// the client sees the end is written here.
public interface OnEnd extends Plugin {
  /// Finishes what must precede the last byte; never blocks.
  Step onEnd(Exchange x);
}
