package gatehouse.app;

/// The command line or the environment asks for something that does not exist or cannot be: exit
/// status 2.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
