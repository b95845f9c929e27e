/// Traces: the headers by which a request carries its trace from hop to hop ([Format],
/// [Propagation]), the spans of one exchange ([ExchangeSpans]), and how they are told to an
/// OpenTelemetry collector and to Zipkin.
@NullMarked
package gatehouse.plugin.log.trace;

import org.jspecify.annotations.NullMarked;
