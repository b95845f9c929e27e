/// What logs do not show of a transaction: values that rules, or whoever runs the engine, call
/// secret. Start with [gatehouse.seclang.mask.Mask].
@NullMarked
package gatehouse.seclang.mask;

import org.jspecify.annotations.NullMarked;
