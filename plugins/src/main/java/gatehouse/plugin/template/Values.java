package gatehouse.plugin.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The values that expressions compute with, by Lua's rules: null (nil), [Absent], [Boolean],
/// [Double], [String] (one character for each byte) and [Table].
final class Values {
  /// Up to here each whole number has a double of its own.
  private static final double WHOLE = 1L << 53;

  private static final MathContext FOURTEEN = new MathContext(14);

  private Values() {}

  /// A value of a token or of the configuration.
  static Object fact(Object value) {
    return switch (value) {
      case String text -> Template.bytes(text);
      case Boolean flag -> flag;
      case Long whole when Math.abs(whole) > WHOLE -> whole.toString();
      case BigInteger whole -> whole.toString();
      case Number number -> number.doubleValue();
      case List<?> list -> new Table.FactList(facts(list));
      case Map<?, ?> map -> new Table.Facts(named(map));
      default -> Template.bytes(value.toString());
    };
  }

  private static List<Object> facts(List<?> list) {
    return list.stream().map(e -> e == null ? "" : fact(e)).toList();
  }

  private static Map<String, Object> named(Map<?, ?> map) {
    return map.entrySet().stream()
        .filter(e -> e.getKey() instanceof String && e.getValue() != null)
        .collect(Collectors.toMap(e -> Template.bytes((String) e.getKey()), Map.Entry::getValue));
  }

  static boolean isTrue(@Nullable Object value) {
    return value != null && value != Absent.CLAIM && !value.equals(false);
  }

  /// What a value is as text: nil and false are empty, as in Kong; the members of a list are joined
  /// by commas.
  static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Boolean flag when !flag -> "";
      case Table table -> joined(table);
      default -> text(value);
    };
  }

  private static String joined(Table table) {
    if (table.list().isEmpty() && !(table instanceof Table.FactList)) {
      throw new RenderFailure("a table is no text");
    }
    return table.list().stream().map(Values::member).collect(Collectors.joining(","));
  }

  private static String member(Object value) {
    if (value instanceof Table) {
      throw new RenderFailure("a table is no text");
    }
    return text(value);
  }

  /// Lua's `tostring`.
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case Absent _ -> "nil";
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Double number -> numeral(number);
      case Table table -> joined(table);
      default -> throw new IllegalStateException(value.getClass().getName());
    };
  }

  /// Lua writes numbers as `%.14g`.
  private static String numeral(double number) {
    if (number == Math.rint(number) && Math.abs(number) < WHOLE) {
      return Long.toString((long) number);
    }
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(number).round(FOURTEEN).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -5 || exponent >= 14
        ? rounded.toString().replace('E', 'e')
        : rounded.toPlainString();
  }

  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case Absent _ -> "nil";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Double _ -> "number";
      default -> "table";
    };
  }

  /// The number a text stands for; null if it stands for none.
  static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Double number) {
      return number;
    }
    if (!(value instanceof String text) || !isNumeral(text.strip())) {
      return null;
    }
    return Double.valueOf(text.strip());
  }

  /// Decimal numerals only: Java reads more (`NaN`, `1f`) than an expression should.
  private static boolean isNumeral(String text) {
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sign = (c == '-' || c == '+') && (i == 0 || (text.charAt(i - 1) | 0x20) == 'e');
      boolean exponent = (c | 0x20) == 'e' && digit && i + 1 < text.length();
      digit |= c >= '0' && c <= '9';
      if (!(c >= '0' && c <= '9' || c == '.' || sign || exponent)) {
        return false;
      }
    }
    return digit && text.length() <= 40 && isDouble(text);
  }

  private static boolean isDouble(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
