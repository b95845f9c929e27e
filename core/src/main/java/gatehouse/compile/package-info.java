/// From a valid configuration to what serves requests: chains of plugins for each route, clusters,
/// client TLS. May block and may fail; what it makes is immutable. Start with [PlanCompiler].
@NullMarked
package gatehouse.compile;

import org.jspecify.annotations.NullMarked;
