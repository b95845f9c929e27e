/// The SecLang engine: rule text in, immutable compiled program out. Knows neither Netty nor the
/// gateway.
@NullMarked
package gatehouse.seclang;

import org.jspecify.annotations.NullMarked;
