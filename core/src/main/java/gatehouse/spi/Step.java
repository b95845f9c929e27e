package gatehouse.spi;

import java.util.concurrent.CompletionStage;

/// What a policy decides: go on, answer now, or wait.
public sealed interface Step {
  /// Go on with the next plugin.
  Step NEXT = new Next();

  /// Go on with the next plugin.
  record Next() implements Step {}

  /// Answer now; no further plugin of the request phases runs.
  record Stop(Answer answer) implements Step {}

  /// Wait for a step that is being worked out elsewhere. The flow stops reading the client, bounds
  /// the wait by the exchange's deadline, and cancels it when the client leaves.
  record Wait(CompletionStage<Step> outcome) implements Step {}
}
