/// What log entries travel over when it is not HTTP: lines over TCP or TLS, datagrams over UDP.
@NullMarked
package gatehouse.plugin.log.wire;

import org.jspecify.annotations.NullMarked;
