/// Plugins that answer requests themselves instead of the service.
@NullMarked
package gatehouse.plugin.serve;

import org.jspecify.annotations.NullMarked;
