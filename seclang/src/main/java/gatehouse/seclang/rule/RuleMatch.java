package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import java.util.List;

/// One rule that matched as a whole, with the data of its last match: what logs show and why.
///
/// @param message the rule's message, expanded
/// @param data the rule's log data, expanded
/// @param variable such as `ARGS:id`; empty for a SecAction
/// @param value the transformed value that matched; masked by stars when the rule asks for it
/// @param captured the bytes that the operator matched, empty when it captured nothing
/// @param offset where they begin in the value, -1 when that is not known
/// @param negated whether the operator stood behind a `!`
/// @param variables everything that its links matched, such as `ARGS:id`, in order and without
///   repetition; at most [#MAX_VARIABLES]
/// @param scores what was added to which variable of TX
/// @param refusalStatus the status that the transaction is refused with because of it; 0 when it is
///   not
/// @param asksToRefuse whether the rule refuses where rules may; so it tells what was only detected
/// @param logged whether it belongs into the error log
/// @param audited whether it belongs into the audit log
public record RuleMatch(
    RuleMeta rule,
    Bytes message,
    Bytes data,
    List<Bytes> tags,
    String operator,
    String parameter,
    boolean negated,
    Bytes variable,
    Bytes value,
    Bytes captured,
    int offset,
    List<Bytes> variables,
    List<Score> scores,
    int refusalStatus,
    boolean asksToRefuse,
    boolean logged,
    boolean audited) {

  /// A rule that matches everywhere must not fill the memory with names.
  public static final int MAX_VARIABLES = 100;

  /// An addition to a variable of TX.
  public record Score(Bytes name, long amount) {}

  public boolean refuses() {
    return refusalStatus > 0;
  }
}
