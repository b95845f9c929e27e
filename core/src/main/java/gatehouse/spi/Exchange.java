package gatehouse.spi;

import gatehouse.model.Route;
import gatehouse.model.Service;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request and its response, from the head to the log line. Lives on one event loop and is not
/// thread-safe: a plugin uses it only inside its phases.
public interface Exchange {
  /// The request's id, 32 hexadecimal digits: in the answer, each log line and each audit record.
  String id();

  /// Milliseconds since the epoch; read once per turn of the loop.
  long now();

  /// Who sent the request.
  Client client();

  /// What the client sent.
  Request request();

  /// What the service will get.
  Upstream upstream();

  /// The answer; only from [OnResponse] on.
  Response response();

  /// The route; null before routing and where none matched.
  @Nullable Route route();

  /// The route's service; null where it has none.
  @Nullable Service service();

  /// What the route's regular expression captured.
  Captures captures();

  /// Who the caller is; null while nobody has proven or assumed an identity.
  @Nullable Identity identity();

  /// Sets who the caller is and writes the identity headers for the service. From here on instances
  /// scoped to that consumer apply.
  void identify(Identity identity);

  /// Refuses the request: makes the decision record and returns the step that ends it.
  ///
  /// @param rule which rule of the plugin decided; one of a bounded set
  /// @param reason one sentence for the operator, without secrets
  default Step deny(Answer answer, String rule, String reason) {
    return deny(answer, rule, reason, null);
  }

  /// Refuses the request and tells the operator what was judged.
  ///
  /// @param maskedInput what was judged, secrets masked by the caller; null when it says nothing
  Step deny(Answer answer, String rule, String reason, @Nullable String maskedInput);

  /// Records something that did not end the request.
  default void record(Decision.Action action, String rule, String reason) {
    record(action, rule, reason, null);
  }

  /// The same, and tells the operator what was judged.
  ///
  /// @param maskedInput what was judged, secrets masked by the caller; null when it says nothing
  void record(Decision.Action action, String rule, String reason, @Nullable String maskedInput);

  /// Whatever this exchange is answered, the client gets none of it: where the head would leave,
  /// the connection is closed (HTTP/2: the stream is reset). Logs tell what would have been
  /// answered.
  void hangUp();

  /// The decisions made so far.
  List<Decision> decisions();

  /// Sets a header on whatever answer the client gets in the end, in place of the service's own.
  void answerHeader(HeaderName name, String value);

  /// Adds a member to the request's log record.
  void logField(String name, String value);

  /// Adds a member to an object in the request's log record.
  void logField(String name, String member, String value);

  /// What a plugin has put away under that key in this exchange, or null.
  <T> @Nullable T get(Attribute<T> key);

  /// Puts something away for a later phase of this exchange.
  <T> void put(Attribute<T> key, T value);

  /// Runs work that blocks on a thread of its own and goes on here with its step.
  Step offload(Callable<Step> work);

  /// Runs work that blocks on a thread of its own; what it found is judged here, in the plugin's
  /// turn, where the exchange may be used again.
  <T> Step offload(Callable<T> work, Function<T, Step> then);

  /// Runs work that keeps a processor busy, such as the inspection of a body over 64 KiB, and goes
  /// on here with its step. At most as much at once as there are processors; when too much is
  /// waiting already, the exchange ends with 503.
  Step compute(Callable<Step> work);

  /// The same for work that must not touch the exchange: what it found is judged here, in the
  /// plugin's turn.
  <T> Step compute(Callable<T> work, Function<T, Step> then);

  /// Bounds the body of the request: one that turns out longer while it streams to the service ends
  /// the exchange with the step that is made then.
  void limitRequestBody(long bytes, Supplier<Step> exceeded);

  /// The whole record of the exchange for loggers; only in [OnLog].
  AccessRecord accessRecord();

  /// How long each part took; null unless an [Tracer] wanted it. Whole only in [OnLog].
  @Nullable Timeline timeline();
}
