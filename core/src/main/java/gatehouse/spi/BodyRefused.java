package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// Thrown by a [BodyFilter] that must not let a body go on. Where nothing has left yet the answer
/// takes its place; otherwise the other side sees an abort. A filter that has refused is not used
/// again.
public final class BodyRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;
  private final String rule;

  /// @param answer for the client
  /// @param rule which rule of the plugin decided; one of a bounded set
  /// @param reason one sentence for the operator, without secrets
  public BodyRefused(Answer answer, String rule, String reason) {
    super(reason);
    this.answer = answer;
    this.rule = rule;
  }

  /// What the client gets.
  public Answer answer() {
    return answer;
  }

  /// Which rule decided.
  public String rule() {
    return rule;
  }

  /// Why, for the operator.
  public String reason() {
    return String.valueOf(getMessage());
  }

  /// None: it is a decision, and what a client sends may provoke it.
  @Override
  public synchronized @Nullable Throwable fillInStackTrace() {
    return this;
  }
}
