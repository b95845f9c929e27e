package gatehouse.plugin.log.trace;

import gatehouse.spi.Attribute;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The trace of one exchange as one tracer sees it.
///
/// @param owner the instance that made it: another one decides anew
/// @param span the exchange's own span
/// @param parent the span it belongs under; 0 if it is the first
/// @param call the span of the attempt that brings the answer, which the service is told
/// @param from the format that came; null if none did
/// @param shared whether the caller has begun the exchange's span, as B3 wants it
record Trace(
    Object owner,
    TraceId id,
    long span,
    long parent,
    long call,
    boolean sampled,
    boolean random,
    @Nullable Format from,
    boolean shared) {
  /// Where the traces of exchanges are kept, one for each kind of tracer.
  static Attribute<Trace> attribute(String name) {
    return new Attribute<>(Trace.class, name);
  }

  /// A number that is not zero, which no id may be.
  static long newId(RandomGenerator random) {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }

  /// A new id of 8 or 16 bytes.
  static TraceId newTraceId(RandomGenerator random, int bytes) {
    return new TraceId(bytes == 8 ? 0 : random.nextLong(), newId(random), bytes);
  }

  /// What the service is told.
  Outgoing outgoing(long parentOfCall) {
    return new Outgoing(id, call, parentOfCall, sampled, random);
  }
}
