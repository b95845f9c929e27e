/// Runs each exchange through its plan: the only place that knows the order of the phases. State
/// lives in [LiveExchange]; one class owns each part of the way: [RequestWalk], [RequestBody],
/// [Relay], [Reply].
@NullMarked
package gatehouse.flow;

import org.jspecify.annotations.NullMarked;
