/// Asks an LDAP directory; the one place that knows the library for it. Start with [Directory].
@NullMarked
package gatehouse.plugin.auth.ldap;

import org.jspecify.annotations.NullMarked;
