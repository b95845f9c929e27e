/// How log entries get to a collector: a bounded queue in front of each, batches, and retries that
/// back off. Start with [DeliveryQueue].
@NullMarked
package gatehouse.plugin.log.queue;

import org.jspecify.annotations.NullMarked;
