@NullMarked
package gatehouse.loop;

import org.jspecify.annotations.NullMarked;
