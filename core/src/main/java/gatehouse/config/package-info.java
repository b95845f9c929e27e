/// From text to a valid configuration: documents become trees of nodes that know their line and
/// column, nodes become records by the records' own schema, and what is wrong is collected as
/// faults. Every way in (files, `POST /config`) makes its [gatehouse.model.Snapshot] here; start
/// with [ConfigLoader].
@NullMarked
package gatehouse.config;

import org.jspecify.annotations.NullMarked;
