/// From a request to its route and to the path its service is asked for. [Router] is Kong's router
/// of flavour `traditional_compatible`, compiled: hosts, then path prefixes, then the few
/// candidates left, best first. [UpstreamPath] and [HttpsDemand] say what the route makes of the
/// request. Uses the entities and the SPI, and no network type.
@NullMarked
package gatehouse.route;

import org.jspecify.annotations.NullMarked;
