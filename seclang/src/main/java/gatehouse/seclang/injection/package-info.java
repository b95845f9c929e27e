/// Recognises injections by grammar: SQL by the kinds of its first five tokens, markup by reading
/// it as a browser would. Both work on bytes, in linear time, and allocate only for what they find.
/// Start with [gatehouse.seclang.injection.SqlInjection] and
/// [gatehouse.seclang.injection.MarkupInjection]; where the tables come from is told in
/// `src/main/sql/README.md`.
@NullMarked
package gatehouse.seclang.injection;

import org.jspecify.annotations.NullMarked;
