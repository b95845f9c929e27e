package gatehouse.plugin.inspect.schema;

import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What `\p{…}` of ECMA-262 may name: general categories, scripts, and a few yes-or-no properties.
final class UnicodeProperty {
  private static final Map<String, IntPredicate> BINARY =
      Map.ofEntries(
          Map.entry("Any", point -> true),
          Map.entry("ASCII", point -> point < 0x80),
          Map.entry("Alphabetic", Character::isAlphabetic),
          Map.entry("Alpha", Character::isAlphabetic),
          Map.entry("Uppercase", Character::isUpperCase),
          Map.entry("Lowercase", Character::isLowerCase),
          Map.entry("White_Space", UnicodeProperty::isBlank),
          Map.entry("Ideographic", Character::isIdeographic),
          Map.entry("ID_Start", Character::isUnicodeIdentifierStart),
          Map.entry("ID_Continue", Character::isUnicodeIdentifierPart),
          Map.entry("Emoji", Character::isEmoji));

  /// The short names of the categories at the index that [Character#getType] gives; it never gives
  /// 17.
  private static final String[] CATEGORIES = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
    "Cf", "", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
  };

  private static final Map<String, String> LONG_NAMES =
      Map.ofEntries(
          Map.entry("Letter", "L"),
          Map.entry("Uppercase_Letter", "Lu"),
          Map.entry("Lowercase_Letter", "Ll"),
          Map.entry("Titlecase_Letter", "Lt"),
          Map.entry("Modifier_Letter", "Lm"),
          Map.entry("Other_Letter", "Lo"),
          Map.entry("Mark", "M"),
          Map.entry("Number", "N"),
          Map.entry("Decimal_Number", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("Letter_Number", "Nl"),
          Map.entry("Other_Number", "No"),
          Map.entry("Punctuation", "P"),
          Map.entry("punct", "P"),
          Map.entry("Symbol", "S"),
          Map.entry("Currency_Symbol", "Sc"),
          Map.entry("Math_Symbol", "Sm"),
          Map.entry("Separator", "Z"),
          Map.entry("Space_Separator", "Zs"),
          Map.entry("Other", "C"),
          Map.entry("Control", "Cc"));

  private UnicodeProperty() {}

  /// Where some property may change: found once, for a look at every code point takes a while.
  private static final class Runs {
    private static final int[] STARTS = starts();

    private static int[] starts() {
      IntStream.Builder starts = IntStream.builder();
      Character.UnicodeScript scriptBefore = null;
      int before = -1;
      for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
        Character.UnicodeScript script = Character.UnicodeScript.of(point);
        int all = Character.getType(point);
        for (IntPredicate property : BINARY.values()) {
          all = all << 1 | (property.test(point) ? 1 : 0);
        }
        if (all != before || script != scriptBefore) {
          starts.add(point);
        }
        before = all;
        scriptBefore = script;
      }
      return starts.add(Character.MAX_CODE_POINT + 1).build().toArray();
    }
  }

  /// Takes first and last of some code points that follow each other.
  interface Run {
    void take(int first, int last);
  }

  /// The code points that have a property, in order.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  static void forEachRun(String name, Run run) {
    IntPredicate holds = of(name);
    int[] starts = Runs.STARTS;
    int from = -1;
    for (int start : starts) {
      boolean in = start <= Character.MAX_CODE_POINT && holds.test(start);
      if (in && from < 0) {
        from = start;
      } else if (!in && from >= 0) {
        run.take(from, start - 1);
        from = -1;
      }
    }
  }

  /// @throws IllegalArgumentException if there is none of that name
  static IntPredicate of(String name) {
    int equals = name.indexOf('=');
    String key = equals < 0 ? "" : name.substring(0, equals);
    String value = name.substring(equals + 1);
    return switch (key) {
      case "Script", "sc", "Script_Extensions", "scx" -> script(value);
      case "General_Category", "gc" -> category(value);
      case "" -> BINARY.containsKey(value) ? BINARY.get(value) : category(value);
      default -> throw unknown(name);
    };
  }

  private static IntPredicate script(String name) {
    Character.UnicodeScript script = Character.UnicodeScript.forName(name);
    return point -> Character.UnicodeScript.of(point) == script;
  }

  private static IntPredicate category(String name) {
    String prefix = LONG_NAMES.getOrDefault(name, name);
    for (String category : CATEGORIES) {
      if (!prefix.isEmpty() && category.startsWith(prefix)) {
        return point -> CATEGORIES[Character.getType(point)].startsWith(prefix);
      }
    }
    throw unknown(name);
  }

  private static boolean isBlank(int point) {
    return Character.isSpaceChar(point) || point >= '\t' && point <= '\r' || point == 0x85;
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("\\p{" + name + "} is not known");
  }
}
