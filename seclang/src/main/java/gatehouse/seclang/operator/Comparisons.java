package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;

/// The operators that compare a value with their parameter, byte by byte or as numbers.
final class Comparisons {
  private Comparisons() {}

  static Operator contains(Bytes parameter) {
    return (value, probe) -> value.indexOf(parameter, 0) >= 0;
  }

  static Operator beginsWith(Bytes parameter) {
    return (value, probe) -> value.startsWith(parameter, 0);
  }

  static Operator endsWith(Bytes parameter) {
    return (value, probe) -> value.endsWith(parameter);
  }

  static Operator streq(Bytes parameter) {
    return (value, probe) -> value.equals(parameter);
  }

  /// The other way round: the value occurs in the parameter.
  static Operator within(Bytes parameter) {
    return new Within(parameter);
  }

  /// With no letter directly before and behind.
  static Operator containsWord(Bytes parameter) {
    return (value, probe) -> {
      if (parameter.isEmpty()) {
        return true;
      }
      for (int at = value.indexOf(parameter, 0); at >= 0; at = value.indexOf(parameter, at + 1)) {
        int end = at + parameter.length();
        boolean begins = at == 0 || !Ascii.isLetter(value.at(at - 1));
        if (begins && (end == value.length() || !Ascii.isLetter(value.at(end)))) {
          return true;
        }
      }
      return false;
    };
  }

  static Operator eq(Bytes parameter) {
    long number = parameter.number();
    return (value, probe) -> value.number() == number;
  }

  static Operator ge(Bytes parameter) {
    long number = parameter.number();
    return (value, probe) -> value.number() >= number;
  }

  static Operator gt(Bytes parameter) {
    long number = parameter.number();
    return (value, probe) -> value.number() > number;
  }

  static Operator le(Bytes parameter) {
    long number = parameter.number();
    return (value, probe) -> value.number() <= number;
  }

  static Operator lt(Bytes parameter) {
    long number = parameter.number();
    return (value, probe) -> value.number() < number;
  }
}
