/// Kong's entities as records: services, routes, consumers, credentials, plugins, upstreams and so
/// on. Immutable, complete (defaults filled in) and valid; made by `gatehouse.config` only.
@NullMarked
package gatehouse.model;

import org.jspecify.annotations.NullMarked;
