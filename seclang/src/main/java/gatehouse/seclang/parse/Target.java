package gatehouse.seclang.parse;

import gatehouse.seclang.variable.VariableName;

/// One variable of a rule as written: what to look at, to count, or to leave out.
public record Target(Position at, Use use, VariableName variable, Selector selector) {
  public enum Use {
    VALUES,
    COUNT,
    EXCLUDE
  }

  @Override
  public String toString() {
    String sign =
        switch (use) {
          case VALUES -> "";
          case COUNT -> "&";
          case EXCLUDE -> "!";
        };
    return sign + variable + selector;
  }
}
