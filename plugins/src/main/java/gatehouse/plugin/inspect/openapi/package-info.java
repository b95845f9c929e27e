/// Reads OpenAPI 3.0 and 3.1 and Swagger 2.0 documents and judges requests and answers by them.
/// Start at [Specification]: [SpecReader] makes one of a [Document], [Judge] applies it.
@NullMarked
package gatehouse.plugin.inspect.openapi;

import org.jspecify.annotations.NullMarked;
