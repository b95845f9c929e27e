package gatehouse.seclang.parse;

import java.util.List;

/// What a parser read: the directives in order, included ones in place.
public record Script(List<Directive> directives) {}
