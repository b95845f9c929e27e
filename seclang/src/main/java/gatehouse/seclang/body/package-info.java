/// Turns messages into variables: the request's head, its body by content type, the response's
/// head. Nothing here trusts its input; sizes, counts and depths are bounded. Start with
/// [gatehouse.seclang.body.RequestBody].
@NullMarked
package gatehouse.seclang.body;

import org.jspecify.annotations.NullMarked;
