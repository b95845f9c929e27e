/// Tests of configuration: cases in `cases/config-faults` and `cases/golden` first, code where data
/// cannot say it.
@NullMarked
package gatehouse.config;

import org.jspecify.annotations.NullMarked;
