package gatehouse.app;

import gatehouse.app.Flag.Takes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The flags of one command line, with their values.
final class Arguments {
  private final Map<String, List<String>> values = new HashMap<>();

  private final List<String> operands = new ArrayList<>();

  private Arguments() {}

  /// Reads the words after the command's name: `--flag`, `--flag value` or `--flag=value`.
  ///
  /// @throws UsageException for a flag that does not exist, a missing value or a stray word
  static Arguments parse(List<Flag> flags, List<String> words) {
    return parse(flags, words, false);
  }

  /// Likewise, for a command that takes words besides flags.
  static Arguments parse(List<Flag> flags, List<String> words, boolean takesOperands) {
    Arguments arguments = new Arguments();
    int at = 0;
    while (at < words.size()) {
      if (takesOperands && !words.get(at).startsWith("-")) {
        arguments.operands.add(words.get(at++));
      } else {
        at = arguments.take(flags, words, at);
      }
    }
    return arguments;
  }

  /// The words that are neither flags nor their values, in order.
  List<String> operands() {
    return List.copyOf(operands);
  }

  /// Takes the flag at a place and its values; returns the place after them.
  private int take(List<Flag> flags, List<String> words, int at) {
    String word = words.get(at);
    int equals = word.startsWith("--") ? word.indexOf('=') : -1;
    Flag flag = find(flags, equals < 0 ? word : word.substring(0, equals));
    List<String> taken = values.computeIfAbsent(flag.name(), _ -> new ArrayList<>());
    if (flag.takes() == Takes.NOTHING) {
      if (equals >= 0) {
        throw new UsageException(flag.name() + " takes no value");
      }
      return at + 1;
    }
    if (equals >= 0) {
      taken.add(word.substring(equals + 1));
      return at + 1;
    }
    int next = at + 1;
    int most = flag.takes() == Takes.MANY ? Integer.MAX_VALUE : 1;
    while (next < words.size() && next - at <= most && !words.get(next).startsWith("--")) {
      taken.add(words.get(next++));
    }
    if (next == at + 1) {
      throw new UsageException(flag.name() + " needs a value: " + flag.value());
    }
    return next;
  }

  private static Flag find(List<Flag> flags, String name) {
    for (Flag flag : flags) {
      if (flag.name().equals(name)) {
        return flag;
      }
    }
    if (name.startsWith("-")) {
      throw new UsageException(
          "unknown flag '"
              + name
              + "'"
              + Nearest.hint(name, flags.stream().map(Flag::name).toList()));
    }
    boolean readsConfig = flags.contains(ConfigFlag.FLAG);
    throw new UsageException(
        "unexpected '"
            + name
            + "'"
            + (readsConfig ? "; did you mean '--config " + name + "'?" : ""));
  }

  boolean has(Flag flag) {
    return values.containsKey(flag.name());
  }

  /// The flag's value, the last one if it was given more than once; null if it was not given.
  @Nullable String one(Flag flag) {
    List<String> given = values.get(flag.name());
    return given == null || given.isEmpty() ? null : given.getLast();
  }

  /// All values of the flag, in order.
  List<String> all(Flag flag) {
    return values.getOrDefault(flag.name(), List.of());
  }
}
