/// Templates in configuration: text with `$(…)` holes, each a small expression over the request and
/// its caller. They can only read what a [Scopes] offers and compute with it: there are no loops,
/// no assignments and no calls into anything else. Start with [Template].
@NullMarked
package gatehouse.plugin.template;

import org.jspecify.annotations.NullMarked;
