/// What outlives a reload: counters of limits, and what plugins carry from one plan to the next.
/// May use `spi` only. Start with [LocalCounters] and [Carried].
@NullMarked
package gatehouse.state;

import org.jspecify.annotations.NullMarked;
