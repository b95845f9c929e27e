/// Where addresses are, read from MaxMind's databases.
@NullMarked
package gatehouse.plugin.geo;

import org.jspecify.annotations.NullMarked;
