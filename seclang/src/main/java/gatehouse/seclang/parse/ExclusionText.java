package gatehouse.seclang.parse;

import java.util.List;

/// Reads what an exclusion leaves out, outside of any directive.
public final class ExclusionText {
  private ExclusionText() {}

  /// Rule ids and ranges of them.
  ///
  /// @throws IllegalArgumentException if one is neither
  public static RuleSelection.ByIds ids(List<String> ids) {
    Faults faults = new Faults();
    RuleSelection.ByIds read = SelectionSyntax.ids(text(String.join(" ", ids)), faults);
    if (read == null) {
      throw fault(faults);
    }
    return read;
  }

  /// One variable, with a key or without.
  ///
  /// @throws IllegalArgumentException if it is none, or several
  public static Target target(String target) {
    Faults faults = new Faults();
    List<Target> read = TargetSyntax.read(text(target), faults);
    if (faults.hasErrors()) {
      throw fault(faults);
    }
    if (read.size() != 1 || read.getFirst().use() != Target.Use.VALUES) {
      throw new IllegalArgumentException(target + " is not a single variable");
    }
    return read.getFirst();
  }

  private static Text text(String chars) {
    int end = chars.length() + 1;
    return new Text(Source.of("", new byte[0]), chars, Places.of(new int[end], end), 0);
  }

  private static IllegalArgumentException fault(Faults faults) {
    return new IllegalArgumentException(faults.toList().getFirst().message());
  }
}
