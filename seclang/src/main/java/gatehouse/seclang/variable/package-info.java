/// What rules look at: the names of variables, and the values they have in one transaction. Start
/// with [gatehouse.seclang.variable.VariableName].
@NullMarked
package gatehouse.seclang.variable;

import org.jspecify.annotations.NullMarked;
