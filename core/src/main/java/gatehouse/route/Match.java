package gatehouse.route;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.spi.Captures;
import org.jspecify.annotations.Nullable;

/// The route a request belongs to.
///
/// @param index place of the route in the list the router was made from
/// @param service null for a route without one
/// @param end how many characters of the canonical path the route matched, from its start; 1 for a
///   route without paths, which counts as one with the prefix `/`
/// @param captures of a regular expression with groups; else [Captures#NONE]
public record Match(
    int index, Route route, @Nullable Service service, int end, Captures captures) {}
