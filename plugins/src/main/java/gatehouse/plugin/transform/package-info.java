/// Plugins that change what passes: headers, queries and bodies of requests and answers.
@NullMarked
package gatehouse.plugin.transform;

import org.jspecify.annotations.NullMarked;
