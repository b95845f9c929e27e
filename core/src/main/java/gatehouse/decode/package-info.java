/// From bytes to heads and bodies, and back: HTTP/1.1 and HTTP/2, strict by RFC 9110, 9112 and
/// 9113. Request smuggling ends here: each message is framed in exactly one way or refused, and
/// what is written is made anew. Knows nothing of routes and policies; start with [Http1Connection]
/// and [RequestHead].
@NullMarked
package gatehouse.decode;

import org.jspecify.annotations.NullMarked;
