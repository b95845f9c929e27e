/// JSON Schema, draft 4 to 2020-12 and the dialects of OpenAPI, for texts of strangers: patterns
/// and formats match in linear time, nothing is fetched, work and depth are bounded. The library
/// that validates is used here only.
@NullMarked
package gatehouse.plugin.inspect.schema;

import org.jspecify.annotations.NullMarked;
