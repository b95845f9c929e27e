/// Signed tokens: read strictly, verified only by keys and algorithms that the configuration or an
/// issuer's key set names, never by what the token says of itself (RFC 8725). Start at
/// [gatehouse.plugin.auth.token.SignedToken]; keys come from credentials or from
/// [gatehouse.plugin.auth.token.KeySets].
@NullMarked
package gatehouse.plugin.auth.token;

import org.jspecify.annotations.NullMarked;
