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

  /// What the client gets when the rules refuse; null when they do not.
  @Nullable Answer answer(Inspection inspection) {
    Transaction transaction = inspection.transaction();
    Intervention decided = transaction.intervention();
    if (decided != null) {
      return answer(decided, transaction);
    }
    Inspection.BodyFault fault = inspection.bodyFault();
    return fault != null && transaction.mode() == EngineMode.ON
        ? Answer.error(fault.status(), fault.message())
        : null;
  }

  /// Tells what is new since it was asked last, and refuses where the rules do.
  Step judge(Exchange x, Inspection inspection) {
    Told told = told(inspection);
    tellMatches(x, inspection, told.verdict());
    Answer answer = answer(inspection);
    if (answer == null) {
      if (told.refuses() && inspection.tellsRefusal()) {
        tellExclusion(x, inspection);
        x.record(Decision.Action.WOULD_DENY, told.rule(), told.reason(), told.verdict().input());
      }
      return Step.NEXT;
    }
    if (!inspection.tellsRefusal()) {
      return new Step.Stop(answer);
    }
    tellExclusion(x, inspection);
    if (inspection.transaction().intervention() instanceof Intervention.Drop) {
      x.hangUp();
    }
    return x.deny(answer, told.rule(), told.reason(), told.verdict().input());
  }

  /// There is too much to inspect already. Nothing passes uninspected that could be refused; where
  /// nothing would be, a busy gateway must not refuse either.
  Step overloaded(Exchange x, Inspection inspection, Step refusal) {
    if (inspection.transaction().mode() == EngineMode.ON) {
      return refusal;
    }
    x.record(Decision.Action.TAG, "overload", "not inspected: too many bodies wait for it already");
    return Step.NEXT;
  }

  /// What a decision says.
  ///
  /// @param refuses whether there is a refusal at all, be it only detected
  private record Told(boolean refuses, String rule, String reason, Verdict verdict) {}

  private static Told told(Inspection inspection) {
    Transaction transaction = inspection.transaction();
    Intervention decided = transaction.intervention();
    Verdict verdict = Verdict.of(transaction);
    Inspection.BodyFault fault = inspection.bodyFault();
    if (decided == null && fault != null) {
      return new Told(true, fault.rule(), fault.reason(), verdict);
    }
    if (decided != null && decided.ruleId() == 0) {
      String rule = transaction.isExhausted() ? "matching-limit" : "body-limit";
      return new Told(true, rule, limit(decided, transaction), verdict);
    }
    boolean detected =
        verdict.refusing() != null && transaction.mode() == EngineMode.DETECTION_ONLY;
    return new Told(decided != null || detected, verdict.rule(), verdict.reason(), verdict);
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

  private static void tellExclusion(Exchange x, Inspection inspection) {
    String ready = ReadyExclusion.of(inspection.explained(), x.request().path());
    if (!ready.isEmpty()) {
      x.logField(EXCLUSION, ready);
    }
  }

  /// What rules found apart from those that a refusal names.
  private static void tellMatches(Exchange x, Inspection inspection, Verdict verdict) {
    RuleMatch principal = verdict.principal();
    int told = 0;
    for (RuleMatch match : inspection.newMatches()) {
      boolean isNamed =
          match.asksToRefuse() || principal != null && match.rule().id() == principal.rule().id();
      if (!isNamed && told++ < MOST_TAGS) {
        x.record(
            Decision.Action.TAG,
            String.valueOf(match.rule().id()),
            Verdict.sentence(match),
            Verdict.masked(match));
      }
    }
  }
}
