/// Byte strings: the only form in which the engine holds what a client sent. Uses `java.base` only.
/// Start with [gatehouse.seclang.text.Bytes]; [gatehouse.seclang.text.Traits] is what lets
/// transformations be skipped by proof.
@NullMarked
package gatehouse.seclang.text;

import org.jspecify.annotations.NullMarked;
