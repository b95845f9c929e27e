@NullMarked
package gatehouse.plugin.inspect.schema;

import org.jspecify.annotations.NullMarked;
