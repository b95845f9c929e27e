/// OpenID Connect and OAuth 2: what the plugin openid-connect is made of. Start at
/// [gatehouse.plugin.auth.oidc.OidcFlow], which finds the credential of a request and follows it to
/// a verdict.
@NullMarked
package gatehouse.plugin.auth.oidc;

import org.jspecify.annotations.NullMarked;
