package gatehouse.spi;

import java.util.concurrent.CompletionStage;

/// Takes what exchanges hand in one by one, so that it is worked on together: one write to a file
/// costs about as much as a hundred.
///
/// @param <T> what is handed in
public interface Batches<T> {
  /// Hands one in; never blocks.
  ///
  /// @return ends when the batch it went into was worked on, by the exception that this failed
  ///   with; or by a [java.util.concurrent.RejectedExecutionException] at once, when more waits
  ///   already than may
  CompletionStage<Void> add(T item);
}
