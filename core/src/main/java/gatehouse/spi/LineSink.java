package gatehouse.spi;

/// Takes lines and writes them later, in order, off the event loop. Bounded: what does not fit is
/// dropped and counted.
public interface LineSink {
  /// Hands over one line without its line feed; never blocks. The array must not change afterwards.
  void write(byte[] line);
}
