package gatehouse.plugin.access;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The secrets of second factors that consumers have enrolled, by the consumer's id. Kept in a
/// file; a database can take its place.
interface Enrolments {
  /// The consumer's secret; null if it has enrolled none. Never blocks.
  byte @Nullable [] secret(String consumer);

  /// Puts one secret in place of another; durable when this returns. Blocks.
  ///
  /// @param before what is there; null for nothing
  /// @param after what is to be there; null for nothing
  /// @return false if something else was there, so that nothing has changed
  /// @throws IOException if it cannot be kept; nothing has changed then
  boolean replace(String consumer, byte @Nullable [] before, byte @Nullable [] after)
      throws IOException;
}
