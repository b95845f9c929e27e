/// Plugins that tell others about the traffic. The core makes the record of an exchange once; a
/// member says only where it goes.
@NullMarked
package gatehouse.plugin.log;

import org.jspecify.annotations.NullMarked;
