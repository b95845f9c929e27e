package gatehouse.spi;

/// The head of the answer, as it will be sent.
public interface Response {
  /// The status, 200 to 599.
  int status();

  /// Sends another status.
  void status(int status);

  /// The fields of the answer.
  Headers headers();

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
