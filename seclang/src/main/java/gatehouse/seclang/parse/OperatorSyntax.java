package gatehouse.seclang.parse;

import gatehouse.seclang.operator.OperatorName;
import org.jspecify.annotations.Nullable;

/// Reads the second argument of a SecRule: `[!]@name parameter`, or a bare regular expression.
final class OperatorSyntax {
  private OperatorSyntax() {}

  static @Nullable OperatorCall read(Text text, Faults faults) {
    int at = 0;
    while (at < text.length() && Text.isBlank(text.at(at))) {
      at++;
    }
    Position position = text.position(at);
    boolean negated = text.peek(at) == '!';
    int name = negated ? skipBlanks(text, at + 1) : at;
    if (text.peek(name) != '@') {
      return new OperatorCall(
          position, negated, OperatorName.RX, text.slice(negated ? at + 1 : at).trim());
    }
    int end = name + 1;
    while (end < text.length() && !Text.isBlank(text.at(end))) {
      end++;
    }
    String spelled = text.slice(name + 1, end).toString();
    OperatorName operator = OperatorName.of(spelled);
    if (operator == null) {
      faults.error(text.position(name), "unknown operator @" + spelled);
      return null;
    }
    String refusal = operator.refusal();
    if (refusal != null) {
      faults.error(text.position(name), "operator @" + spelled + " is not supported: " + refusal);
      return null;
    }
    return new OperatorCall(position, negated, operator, text.slice(end).trim());
  }

  private static int skipBlanks(Text text, int from) {
    int at = from;
    while (at < text.length() && Text.isBlank(text.at(at))) {
      at++;
    }
    return at;
  }
}
