/// The way to the services: clusters of targets, connection pools (one for each loop), and one
/// HTTP/1.1 connection at work. Knows nothing of plugins; start with [Cluster] and [UpstreamPool].
@NullMarked
package gatehouse.upstream;

import org.jspecify.annotations.NullMarked;
