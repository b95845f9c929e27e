/// Reading what clients send in bodies and queries: strict, bounded, and once. What cannot be read
/// is null, and it is up to the plugin to refuse it. Start with [Fields].
@NullMarked
package gatehouse.plugin.inspect;

import org.jspecify.annotations.NullMarked;
