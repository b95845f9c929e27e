/// Parameters of a request as values that a schema can judge, in the styles of OpenAPI.
@NullMarked
package gatehouse.plugin.inspect.parameter;

import org.jspecify.annotations.NullMarked;
