/// Linear-time regular expressions over bytes: parser, program and lazily built automaton. No
/// pattern ever backtracks. Uses nothing but `java.base`; the router, the plugins and the firewall
/// match with it.
@NullMarked
package gatehouse.regex;

import org.jspecify.annotations.NullMarked;
