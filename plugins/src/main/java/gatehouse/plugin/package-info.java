/// The policies of Gatehouse, one class each, in packages by family. They use `gatehouse.spi` and
/// the entities of `gatehouse.model`, never the rest of the core. Start with [Plugins], the list of
/// all.
@NullMarked
package gatehouse.plugin;

import org.jspecify.annotations.NullMarked;
