package gatehouse.plugin.mask;

import gatehouse.spi.Answer;

/// Thrown by a masker that must not let a body go on.
final class BodyRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final transient Answer answer;
  final String rule;
  final String reason;

  /// @param answer for the client
  /// @param rule which of the plugin's rules decided
  /// @param reason for the operator
  BodyRefused(Answer answer, String rule, String reason) {
    super(reason, null, false, false);
    this.answer = answer;
    this.rule = rule;
    this.reason = reason;
  }
}
