/// What a plugin author sees, and the only thing: phases, the exchange, decisions, and the
/// annotations of configuration records. No type of the network library appears here. Start with
/// [Plugin] and [Exchange]; `docs/life-of-a-request.md` tells the order of the phases.
@NullMarked
package gatehouse.spi;

import org.jspecify.annotations.NullMarked;
