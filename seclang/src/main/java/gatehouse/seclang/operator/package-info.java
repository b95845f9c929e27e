/// The operators: each is an immutable test of one byte string, made from its parameter when rules
/// are compiled. Start with [gatehouse.seclang.operator.Operator].
@NullMarked
package gatehouse.seclang.operator;

import org.jspecify.annotations.NullMarked;
