/// Plugins that decide whether a caller may pass, by its address and by what it may do. Each turns
/// its configuration into the fastest form when it is built and answers with `x.deny`.
@NullMarked
package gatehouse.plugin.access;

import org.jspecify.annotations.NullMarked;
