/// The gateway as its owner sees it: start it, swap its configuration, read its counters, stop it.
/// The only door from the control side to the data side.
@NullMarked
package gatehouse.gateway;

import org.jspecify.annotations.NullMarked;
