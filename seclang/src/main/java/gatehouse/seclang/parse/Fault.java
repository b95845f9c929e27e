package gatehouse.seclang.parse;

/// What is wrong at a place of the rule text. An error keeps the rules from loading; a warning says
/// that they probably do not mean what they say.
public record Fault(Position at, Level level, String message) {
  public enum Level {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return level == Level.ERROR;
  }

  @Override
  public String toString() {
    return at + ": " + message;
  }
}
