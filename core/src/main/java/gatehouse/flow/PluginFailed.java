package gatehouse.flow;

import org.jspecify.annotations.Nullable;

/// An enforced plugin threw where it gives no step; the exchange must end with 500.
final class PluginFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PluginFailed(Throwable cause) {
    super(cause);
  }

  @Override
  public synchronized @Nullable Throwable fillInStackTrace() {
    return this;
  }
}
