package gatehouse.spi;

/// Acts on the head of the answer before any of it leaves (Kong's header_filter phase), on answers
/// that Gatehouse made as well as on those of the service.
public interface OnResponse extends Plugin {
  /// Edits the head, or replaces the whole answer by returning a [Step.Stop]; never blocks.
  Step onResponse(Exchange x);
}
