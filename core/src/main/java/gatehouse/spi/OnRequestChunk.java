package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// Changes the body of a request while it streams to the service, in constant memory. Filters of
/// several plugins follow each other in the order of the access phase.
public interface OnRequestChunk extends Plugin {
  /// The filter for this request's body, asked when every [OnRequest] has agreed; null leaves the
  /// body alone. Not asked for a request without a body.
  @Nullable BodyFilter filterRequest(Exchange x);
}
