/// Plugins that find out who is calling. [Authenticator] holds what they share: the anonymous
/// consumer, several of them on one route, preflights, refusals with their challenge. A member says
/// where its credential is, whom it names and how it is proven.
@NullMarked
package gatehouse.plugin.auth;

import org.jspecify.annotations.NullMarked;
