/// The command line, the wiring and the demo: the only place that knows every other module. May use
/// all of them, and nothing may use it. Start with [Main]; [RunCommand] shows how a gateway is put
/// together, [Setting] lists everything that can be set.
@NullMarked
package gatehouse.app;

import org.jspecify.annotations.NullMarked;
