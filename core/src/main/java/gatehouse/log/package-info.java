/// What is told about an exchange once it has ended: the access record, the metrics, and the files
/// that lines go to. May use `spi`, `model`, `config` (to render entities) and `gateway` (its
/// counters); nothing here touches a socket. Start with [Traffic], which the flow fills, and
/// [KongRecord], which reads it.
@NullMarked
package gatehouse.log;

import org.jspecify.annotations.NullMarked;
