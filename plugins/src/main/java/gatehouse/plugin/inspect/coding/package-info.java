/// Content codings undone for whoever has to look into a body. The libraries that do it are used
/// here only.
@NullMarked
package gatehouse.plugin.inspect.coding;

import org.jspecify.annotations.NullMarked;
