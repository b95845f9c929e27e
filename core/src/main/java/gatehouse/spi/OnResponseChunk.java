package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// Changes the body of an answer while it streams to the client, in constant memory (Kong's
/// body_filter phase). Filters of several plugins follow each other in the order of plugins.
public interface OnResponseChunk extends Plugin {
  /// The filter for this answer, whose head is settled now; null leaves the body alone. Also asked
  /// where no body follows, since Content-Length tells the filtered length then too.
  @Nullable BodyFilter filterResponse(Exchange x);
}
