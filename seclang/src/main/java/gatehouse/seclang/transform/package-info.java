/// The transformations: pure functions from byte string to byte string. Each names the bytes
/// without which it changes nothing, so that most runs are spared by proof. Uses `text` only. Start
/// with [gatehouse.seclang.transform.Transformation].
@NullMarked
package gatehouse.seclang.transform;

import org.jspecify.annotations.NullMarked;
