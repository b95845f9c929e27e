package gatehouse.plugin.log.trace;

/// What the service is told about the trace.
///
/// @param span the span that becomes the service's parent
/// @param parent the parent of that span; 0 if it has none
/// @param random whether the id is known to be random
record Outgoing(TraceId id, long span, long parent, boolean sampled, boolean random) {
  String flag() {
    return sampled ? "1" : "0";
  }
}
