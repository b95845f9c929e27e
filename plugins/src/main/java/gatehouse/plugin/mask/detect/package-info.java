/// Finds sensitive values in text: card numbers, bank accounts, addresses and the like. Bytes in,
/// bounds out; nothing here knows where the text comes from. Start with [Detector].
@NullMarked
package gatehouse.plugin.mask.detect;

import org.jspecify.annotations.NullMarked;
