@NullMarked
package gatehouse.decode;

import org.jspecify.annotations.NullMarked;
