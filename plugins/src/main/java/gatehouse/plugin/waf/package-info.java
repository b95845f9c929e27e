/// The firewall: the SecLang engine joined to the gateway. Start with [WafPlugin], then
/// [RuleSetText] (which directives a configuration means, in which order) and [Inspection] (one
/// exchange on its way through them).
@NullMarked
package gatehouse.plugin.waf;

import org.jspecify.annotations.NullMarked;
