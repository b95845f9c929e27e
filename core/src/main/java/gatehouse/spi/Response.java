package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// The answer, as it will be sent.
public interface Response {
  /// The status, 200 to 599; 101 where the service has switched protocols.
  int status();

  /// Sends another status.
  void status(int status);

  /// The fields of the answer.
  Headers headers();

  /// The whole body, or its beginning as far as was asked for by [Plugin#responseBody]; the array
  /// must not be changed. Null where nobody asked, the answer has none, or it is too long to be
  /// shown; only from [OnResponseBody] on.
  byte @Nullable [] body();

  /// Puts another body in place of the one that was held whole; Content-Length follows.
  ///
  /// @throws IllegalStateException unless the body was held whole
  void body(byte[] replacement);

  /// Who made the answer.
  Source source();

  /// Who made an answer.
  enum Source {
    /// The service behind the route.
    SERVICE,
    /// Gatehouse itself: a plugin, or an error on the way.
    GATEHOUSE
  }
}
