package gatehouse.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One flag of a command.
///
/// @param name with its dashes
/// @param value what stands after it, for the help; null for a switch
/// @param takes how many values it has
/// @param help lines for the help
record Flag(String name, @Nullable String value, Takes takes, List<String> help) {
  /// How many values a flag has.
  enum Takes {
    /// None: it is a switch.
    NOTHING,
    /// One; given again, the last counts.
    ONE,
    /// One each time it is given.
    ONE_EACH,
    /// All that follow it, each time it is given.
    MANY
  }

  static final Flag HELP = aSwitch("--help", "Tells this.");
  static final Flag VERSION = aSwitch("--version", "Tells the version.");

  static Flag aSwitch(String name, String help) {
    return new Flag(name, null, Takes.NOTHING, List.of(help));
  }

  static Flag one(String name, String value, String... help) {
    return new Flag(name, value, Takes.ONE, List.of(help));
  }
}
