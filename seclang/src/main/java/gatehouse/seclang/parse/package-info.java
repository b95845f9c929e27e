/// SecLang text becomes [gatehouse.seclang.parse.Directive]s, each with file, line and column; what
/// is wrong becomes [gatehouse.seclang.parse.Fault]s, all of them at once. Knows the vocabulary,
/// not what it does. Start with [gatehouse.seclang.parse.Parser].
@NullMarked
package gatehouse.seclang.parse;

import org.jspecify.annotations.NullMarked;
