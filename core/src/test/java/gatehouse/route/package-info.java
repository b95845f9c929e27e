@NullMarked
package gatehouse.route;

import org.jspecify.annotations.NullMarked;
