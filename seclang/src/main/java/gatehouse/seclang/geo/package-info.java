/// Where addresses are: what `@geoLookup` asks of whoever runs the engine.
@NullMarked
package gatehouse.seclang.geo;

import org.jspecify.annotations.NullMarked;
