package gatehouse.plugin.waf;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What becomes of inspections away from the event loops: long ones, and those whose rules may have
/// to wait for name servers.
final class Waiting {
  private static final Attribute<Work> WORK = new Attribute<>(Work.class, "waf.work");

  private final boolean request;
  private final boolean head;
  private final boolean body;
  private final boolean end;
  private final Executor background;
  private final @Nullable BlockLists lists;

  /// A piece of work that was begun.
  ///
  /// @param done without a result when it has failed
  private record Work(CompletableFuture<@Nullable Inspection> done) {}

  Waiting(Waf waf, Workshop workshop) {
    request = waf.waits(1, 2);
    head = waf.waits(3);
    body = waf.waits(4);
    end = waf.waits(5);
    background = workshop.background();
    lists = request || head || body || end ? BlockLists.of(workshop) : null;
  }

  /// Whether phases 1 and 2 may wait. They go together: to explain a refusal both are run again.
  boolean request() {
    return request;
  }

  /// Whether phase 3 may.
  boolean head() {
    return head;
  }

  /// Whether phase 4 may.
  boolean body() {
    return body;
  }

  /// Lets the rules of a transaction ask whom they name.
  void letAsk(Transaction transaction) {
    if (lists != null) {
      transaction.ask(lists.asking());
    }
  }

  /// Does work away from the loop, and here what follows from it.
  ///
  /// @param waits whether it may wait; otherwise it computes, for which there may be no room
  Step away(Exchange x, boolean waits, Supplier<Inspection> work, Function<Inspection, Step> then) {
    CompletableFuture<@Nullable Inspection> done = new CompletableFuture<>();
    x.put(WORK, new Work(done));
    Supplier<Inspection> told =
        () -> {
          Inspection inspection = null;
          try {
            inspection = work.get();
            return inspection;
          } finally {
            done.complete(inspection);
          }
        };
    Step begun = waits ? x.offload(told::get, then) : x.compute(told::get, then);
    if (begun instanceof Step.Stop) {
      done.complete(null);
    }
    return begun;
  }

  /// Ends an inspection: gives what it leaves behind to somebody.
  Step end(Exchange x, Inspection inspection, Function<Inspection.Trail, Step> taker) {
    return end ? x.offload(inspection::trail, taker) : taker.apply(inspection.trail());
  }

  /// Whether work on the exchange's inspection is going on, so that nobody else must touch it.
  boolean isUnderWay(Exchange x) {
    Work work = x.get(WORK);
    return work != null && !work.done.isDone();
  }

  /// Ends an inspection when the exchange is over. A client that leaves early ends no work that is
  /// under way.
  ///
  /// @param known null when it has not been seen yet
  void endLate(Exchange x, @Nullable Inspection known, Consumer<Inspection.Trail> taker) {
    Work work = x.get(WORK);
    if (work != null && !work.done.isDone()) {
      work.done.thenAccept(seen -> background.execute(() -> end(seen, taker)));
      return;
    }
    Inspection inspection = known != null || work == null ? known : work.done.getNow(null);
    if (end && inspection != null) {
      background.execute(() -> end(inspection, taker));
    } else {
      end(inspection, taker);
    }
  }

  private static void end(@Nullable Inspection inspection, Consumer<Inspection.Trail> taker) {
    if (inspection != null && inspection.ends(null)) {
      taker.accept(inspection.trail());
    }
  }
}
