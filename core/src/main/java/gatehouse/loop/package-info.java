/// What an event loop owns besides its channels: deadlines that cost nothing while they move on.
/// May be used by every package of the data side and uses none of them.
@NullMarked
package gatehouse.loop;

import org.jspecify.annotations.NullMarked;
