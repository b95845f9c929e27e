package gatehouse.seclang.parse;

/// What is wrong at a place of the rule text. An error keeps the rules from loading; a warning says
/// that they probably do not mean what they say, a note that they are odd and harmless: published
/// rule sets have such places, so only who lints rules wants to be told.
public record Fault(Position at, Level level, String message) {
  public enum Level {
    ERROR,
    WARNING,
    NOTE
  }

  public boolean isError() {
    return level == Level.ERROR;
  }

  @Override
  public String toString() {
    return at + ": " + message;
  }
}
