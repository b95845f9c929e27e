/// Rules: directives compiled to an immutable [gatehouse.seclang.rule.Program], and the evaluation
/// of a program's phases for one transaction, effects strictly in the order of the rules. Start
/// with [gatehouse.seclang.rule.Compiler] and [gatehouse.seclang.rule.Evaluation].
@NullMarked
package gatehouse.seclang.rule;

import org.jspecify.annotations.NullMarked;
