/// Where clients come in: sockets, accept limits, TLS and the choice of protocol. Hands each
/// connection to a decoder. Start with [Listeners].
@NullMarked
package gatehouse.listen;

import org.jspecify.annotations.NullMarked;
