package gatehouse.flow;

import gatehouse.spi.Answer;
import org.jspecify.annotations.Nullable;

/// An enforced plugin threw where it gives no step; the exchange must end with an answer.
final class PluginFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  /// @param answer for the client, if it can still get one
  PluginFailed(Throwable cause, Answer answer) {
    super(cause);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  @Override
  public synchronized @Nullable Throwable fillInStackTrace() {
    return this;
  }
}
