/// JMH benchmarks of what every request passes. Run as `bench/README.md` tells; the figures there
/// are compared within one run only.
@NullMarked
package gatehouse.bench;

import org.jspecify.annotations.NullMarked;
