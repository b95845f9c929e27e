package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.spi.Answer;
import org.jspecify.annotations.Nullable;

/// The exchange ends here: an enforced plugin threw where it gives no step, which means 500, or its
/// filter has refused what it saw of a body.
final class PluginFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  PluginFailed(Throwable cause) {
    super(cause);
    answer = Answers.UNEXPECTED;
  }

  PluginFailed(Answer refusal) {
    super("refused");
    answer = refusal;
  }

  /// What the client gets.
  Answer answer() {
    return answer;
  }

  @Override
  public synchronized @Nullable Throwable fillInStackTrace() {
    return this;
  }
}
