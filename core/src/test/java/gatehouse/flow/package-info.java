/// Tests of the parts of an exchange's way that need no socket.
@NullMarked
package gatehouse.flow;

import org.jspecify.annotations.NullMarked;
