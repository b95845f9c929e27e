package gatehouse.upstream;

/// Why a service could not be asked or did not answer.
///
/// @param kind what went wrong
/// @param detail for the log, never for the client
public record Failure(Kind kind, String detail) {

  /// What went wrong on the way to a service.
  public enum Kind {
    /// Its name has no address.
    NAME,
    /// No connection, or no TLS session, could be made.
    CONNECT,
    /// No connection was made in time.
    CONNECT_TIMEOUT,
    /// The connection ended before the answer was complete.
    CLOSED,
    /// The service neither read nor wrote for too long.
    TIMEOUT,
    /// The answer is not HTTP, or could be read in two ways.
    INVALID,
    /// The upstream has no target that may be asked.
    NO_TARGET
  }
}
