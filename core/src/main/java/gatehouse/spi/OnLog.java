package gatehouse.spi;

/// Acts after the exchange has ended, whatever its outcome (Kong's log phase).
public interface OnLog extends Plugin {
  /// Records the exchange; never blocks and cannot change anything.
  void onLog(Exchange x);
}
