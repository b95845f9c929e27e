/// Tests of the entities.
@NullMarked
package gatehouse.model;

import org.jspecify.annotations.NullMarked;
