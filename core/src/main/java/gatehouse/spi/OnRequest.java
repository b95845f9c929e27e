package gatehouse.spi;

/// Acts on the request before it goes to the service (Kong's access phase).
public interface OnRequest extends Plugin {
  /// Decides over the request; never blocks.
  Step onRequest(Exchange x);
}
