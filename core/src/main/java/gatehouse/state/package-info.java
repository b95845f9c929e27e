/// What outlives a reload: counters of limits, kept in this process. May use `spi` only. Start with
/// [LocalCounters].
@NullMarked
package gatehouse.state;

import org.jspecify.annotations.NullMarked;
