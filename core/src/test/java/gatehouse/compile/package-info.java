@NullMarked
package gatehouse.compile;

import org.jspecify.annotations.NullMarked;
