/// The Lua of `custom_fields_by_lua`: a sandbox that can read the record of a request and nothing
/// else. Start with [LuaFields]. The only place that knows the Lua library.
@NullMarked
package gatehouse.plugin.log.lua;

import org.jspecify.annotations.NullMarked;
