/// The control side: the admin address, and every way by which a configuration is replaced while
/// the gateway runs. Sees the data side only through [Door]; may block. Start with [AdminServer]
/// and [Reloader].
@NullMarked
package gatehouse.control;

import org.jspecify.annotations.NullMarked;
