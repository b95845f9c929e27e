package gatehouse.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arguments of a query string in order, percent-decoded once as UTF-8, `+` read as a blank.
///
/// @param args the arguments; at most the number the parser allows
public record Query(List<Arg> args) {
  /// No arguments.
  public static final Query EMPTY = new Query(List.of());

  /// The first value of that name; null if it is absent or has no `=`.
  public @Nullable String first(String name) {
    for (Arg arg : args) {
      if (arg.name().equals(name)) {
        return arg.value();
      }
    }
    return null;
  }

  /// Whether an argument of that name is there, with or without value.
  public boolean has(String name) {
    for (Arg arg : args) {
      if (arg.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /// All values of that name; an argument without `=` counts as null and is left out.
  public List<String> all(String name) {
    List<String> found = new ArrayList<>(2);
    for (Arg arg : args) {
      if (arg.name().equals(name) && arg.value() != null) {
        found.add(arg.value());
      }
    }
    return found;
  }

  /// One argument.
  ///
  /// @param value null for an argument without `=`
  public record Arg(String name, @Nullable String value) {}
}
