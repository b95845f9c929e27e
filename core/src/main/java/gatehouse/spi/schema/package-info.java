/// Annotations by which a configuration record carries its own schema: types, defaults, bounds and
/// documentation. Binding, faults, `/schemas`, the Admin API and the documentation pages are all
/// derived from them. A component is required unless it is `@Nullable` or has a [Default].
@NullMarked
package gatehouse.spi.schema;

import org.jspecify.annotations.NullMarked;
