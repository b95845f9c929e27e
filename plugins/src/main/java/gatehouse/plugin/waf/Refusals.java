package gatehouse.plugin.waf;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.rule.EngineMode;
import gatehouse.seclang.rule.Intervention;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.spi.Answer;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what the rules decided into the gateway's answers and decision records.
///
/// @param status of a refusal whose rule names none
/// @param message of every refusal
record Refusals(int status, String message) {
  private static final HeaderName LOCATION = HeaderName.of("Location");

  /// Members of the log record.
  private static final String EXCLUSION = "waf_exclusion";

  /// Matches that did not end the request are told too, but not without end.
  private static final int MOST_TAGS = 10;

  /// Tells what is new since it was asked last, and refuses where the rules do.
  Step judge(Exchange x, Inspection inspection) {
    Transaction transaction = inspection.transaction();
    Intervention decided = transaction.intervention();
    Inspection.BodyFault fault = inspection.bodyFault();
    if (decided == null && fault != null) {
      return transaction.mode() == EngineMode.ON
          ? deny(x, Answer.error(fault.status(), fault.message()), fault.rule(), fault.reason(), null)
          : wouldDeny(x, inspection, fault.rule(), fault.reason());
    }
    Verdict verdict = Verdict.of(transaction);
    tellMatches(x, inspection, verdict, decided != null);
    if (decided == null) {
      return verdict.refusing() == null || transaction.mode() != EngineMode.DETECTION_ONLY
          ? Step.NEXT
          : wouldDeny(x, inspection, verdict);
    }
    tellExclusion(x, verdict);
    Answer answer = answer(decided, transaction);
    if (decided.ruleId() == 0) {
      String rule = transaction.isExhausted() ? "matching-limit" : "body-limit";
      return deny(x, answer, rule, limit(decided, transaction), null);
    }
    return deny(x, answer, verdict.rule(), verdict.reason(), verdict.input());
  }

  private static String limit(Intervention decided, Transaction transaction) {
    if (transaction.isExhausted()) {
      return "matching would have cost more than one request may cost";
    }
    return decided.status() == 413
        ? "the request body is longer than the firewall looks at"
        : "the answer's body is longer than the firewall looks at";
  }

  private Answer answer(Intervention decided, Transaction transaction) {
    return switch (decided) {
      case Intervention.Redirect(_, int code, String location) ->
          Answer.empty(code).with(LOCATION, oneLine(location));
      case Intervention.Deny deny -> Answer.error(status(deny, transaction), message);
      case Intervention.Drop drop -> Answer.error(status(drop, transaction), message);
    };
  }

  private int status(Intervention decided, Transaction transaction) {
    int own = decided.status();
    return transaction.statusIsGiven() && own >= 400 && own <= 599 ? own : status;
  }

  /// A macro may have brought a client's bytes into the target.
  private static String oneLine(String location) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (c > 32 && c < 127) {
        out.append(c);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4 & 15, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return out.toString();
  }

  private Step wouldDeny(Exchange x, Inspection inspection, Verdict verdict) {
    if (inspection.tellsWouldDeny()) {
      tellExclusion(x, verdict);
      x.record(Decision.Action.WOULD_DENY, verdict.rule(), verdict.reason());
    }
    return Step.NEXT;
  }

  private static Step wouldDeny(Exchange x, Inspection inspection, String rule, String reason) {
    if (inspection.tellsWouldDeny()) {
      x.record(Decision.Action.WOULD_DENY, rule, reason);
    }
    return Step.NEXT;
  }

  private static Step deny(
      Exchange x, Answer answer, String rule, String reason, @Nullable String input) {
    String seen = input == null || input.isEmpty() ? reason : reason + ": " + input;
    return x.deny(answer, rule, seen);
  }

  private static void tellExclusion(Exchange x, Verdict verdict) {
    String ready = ReadyExclusion.of(verdict, x.request().path());
    if (!ready.isEmpty()) {
      x.logField(EXCLUSION, ready);
    }
  }

  /// What rules found apart from the one that the decision names.
  private static void tellMatches(
      Exchange x, Inspection inspection, Verdict verdict, boolean refused) {
    List<RuleMatch> matches = inspection.newMatches();
    int told = 0;
    RuleMatch principal = verdict.principal();
    for (RuleMatch match : matches) {
      boolean isTold =
          refused && principal != null && match.rule().id() == principal.rule().id()
              || match.asksToRefuse();
      if (!isTold && told++ < MOST_TAGS) {
        x.record(
            Decision.Action.TAG,
            String.valueOf(match.rule().id()),
            Verdict.sentence(match) + ": " + Verdict.masked(match));
      }
    }
  }
}
