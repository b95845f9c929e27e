package gatehouse.spi;

/// Sees a request that is going to be refused with 400 because its path has two meanings. Only
/// global instances run here, in the order of plugins, before the route phase's result is known to
/// anybody else: there is no route.
public interface OnRefusedPath extends Plugin {
  /// Decides over the request; a [Step.Stop] is answered in place of the 400, nothing else lets the
  /// request pass. The body is there as [Plugin#requestBody(Exchange)] asks for it. Never blocks.
  Step onRefusedPath(Exchange x);
}
