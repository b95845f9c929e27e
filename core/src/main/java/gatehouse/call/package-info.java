/// What plugins ask of other servers by HTTP, over the JDK's client. May use `spi` only. Start with
/// [HttpClients].
@NullMarked
package gatehouse.call;

import org.jspecify.annotations.NullMarked;
