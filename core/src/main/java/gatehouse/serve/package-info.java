/// Addresses that Gatehouse answers on itself, by plain blocking code: the strict decoder and the
/// bounds of the data side, with a loop and threads of their own, so that they answer when the data
/// side is in trouble. No type of the decoder or of Netty shows. Start with [OwnServer].
@NullMarked
package gatehouse.serve;

import org.jspecify.annotations.NullMarked;
