package gatehouse.plugin.auth.oidc;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the issuer something on behalf of a request. If it cannot be asked nobody passes, not even
/// as the anonymous consumer.
final class Question {
  private static final Logger LOG = LoggerFactory.getLogger(Question.class);

  private Question() {}

  /// What was found out; null if nothing could be.
  private record Reply<T>(@Nullable T found) {}

  /// Asks where that may block, and goes on with the answer.
  static <T> Step ask(Exchange x, Callable<T> question, Function<T, Step> then) {
    return x.offload(
        () -> {
          try {
            return new Reply<T>(question.call());
          } catch (IOException e) {
            LOG.warn("{} the issuer cannot be asked: {}", x.id(), e.getMessage());
            return new Reply<T>(null);
          }
        },
        reply -> {
          T found = reply.found;
          return found == null ? unanswered(x, "the issuer cannot be asked") : then.apply(found);
        });
  }

  /// Nobody can tell whether the caller is who it says.
  static Step unanswered(Exchange x, String reason) {
    return x.deny(Answer.error(503, "An unexpected error occurred"), "issuer", reason);
  }
}
