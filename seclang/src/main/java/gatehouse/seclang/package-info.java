/// The SecLang engine: rule text in, immutable compiled program out. Knows neither Netty nor the
/// gateway. Start with [gatehouse.seclang.Waf] and [gatehouse.seclang.Transaction].
@NullMarked
package gatehouse.seclang;

import org.jspecify.annotations.NullMarked;
