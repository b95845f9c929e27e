/// Annotations by which a configuration record carries its own schema: types, defaults, bounds and
/// documentation. Binding, faults, `/schemas`, the Admin API and the documentation pages are all
/// derived from them. A component is required unless it is `@Nullable`, has a [Default], is
/// [OrEmpty], or is a nested record, which is made of its own defaults when absent.
///
/// On a list or map, [OneOf], [Range], [Match] and [Referenceable] speak of each element, [Length]
/// of the number of elements; elements may also be annotated themselves: `List<@Length(max = 8)
/// String>`. A component of type `Object` takes any value: texts, [Long], [Double], [Boolean],
/// lists and maps.
@NullMarked
package gatehouse.spi.schema;

import org.jspecify.annotations.NullMarked;
