/// Runs `cases/plugins/*.yaml`: configurations in Kong's format, requests, and what must come of
/// them. The form of a file is told in `cases/plugins/README.md`; start with [PluginCasesTest].
@NullMarked
package gatehouse.plugin.cases;

import org.jspecify.annotations.NullMarked;
