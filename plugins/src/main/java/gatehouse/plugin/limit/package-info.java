/// Plugins that bound how much a caller may do. A [Quota] is what they share: limits by calendar
/// period, who is counted ([CountedBy]), and the counters; a member adds its fields and headers.
@NullMarked
package gatehouse.plugin.limit;

import org.jspecify.annotations.NullMarked;
