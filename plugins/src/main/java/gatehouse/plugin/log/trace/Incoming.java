package gatehouse.plugin.log.trace;

import org.jspecify.annotations.Nullable;

/// What a request's headers say about the trace it belongs to.
///
/// @param format it was said in
/// @param id null if only the sampling was decided
/// @param span the caller's span; 0 if there is none
/// @param parent the caller's parent; 0 if there is none
/// @param sampled whether the trace is kept; null if that is not decided yet
/// @param random whether the id is known to be random (W3C Trace Context level 2)
record Incoming(
    Format format,
    @Nullable TraceId id,
    long span,
    long parent,
    @Nullable Boolean sampled,
    boolean random) {

  /// Headers that cannot be read: whoever sees this drops them.
  static Incoming malformed(Format format) {
    return new Incoming(format, null, 0, 0, null, false);
  }

  /// Whether nothing could be read.
  boolean isMalformed() {
    return id == null && sampled == null;
  }
}
