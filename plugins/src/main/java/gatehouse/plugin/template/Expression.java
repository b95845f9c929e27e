package gatehouse.plugin.template;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One expression; a subset of Lua's, by Lua's rules.
sealed interface Expression {
  /// Its value for one request.
  ///
  /// @throws RenderFailure if it has none
  @Nullable Object value(Scopes scopes);

  /// Something that is always the same.
  record Constant(@Nullable Object constant) implements Expression {
    @Override
    public @Nullable Object value(Scopes scopes) {
      return constant;
    }
  }

  /// One of the scopes.
  record Scope(Scopes.Name name) implements Expression {
    @Override
    public Object value(Scopes scopes) {
      return scopes.table(name);
    }
  }

  /// `of[key]`, `of.key`.
  record Member(Expression of, Expression key) implements Expression {
    @Override
    public @Nullable Object value(Scopes scopes) {
      Object table = of.value(scopes);
      if (table == Absent.CLAIM) {
        return table;
      }
      if (!(table instanceof Table members)) {
        throw new RenderFailure("a " + Values.type(table) + " has no members");
      }
      return switch (key.value(scopes)) {
        case String name -> members.named(name);
        case Double number when number == Math.rint(number) -> members.numbered(number.longValue());
        case Absent absent -> absent;
        case null, default -> null;
      };
    }
  }

  /// `left or right`.
  record Or(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Object value(Scopes scopes) {
      Object first = left.value(scopes);
      return Values.isTrue(first) ? first : right.value(scopes);
    }
  }

  /// `left and right`.
  record And(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Object value(Scopes scopes) {
      Object first = left.value(scopes);
      return Values.isTrue(first) ? right.value(scopes) : first;
    }
  }

  /// `not of`.
  record Not(Expression of) implements Expression {
    @Override
    public Object value(Scopes scopes) {
      return !Values.isTrue(of.value(scopes));
    }
  }

  /// `-of`.
  record Minus(Expression of) implements Expression {
    @Override
    public Object value(Scopes scopes) {
      Object value = of.value(scopes);
      return value == Absent.CLAIM ? value : -number(value);
    }
  }

  /// `#of`: the length of a text in bytes, or of a list.
  record Length(Expression of) implements Expression {
    @Override
    public Object value(Scopes scopes) {
      return switch (of.value(scopes)) {
        case String text -> (double) text.length();
        case Table table -> (double) table.list().size();
        case Absent absent -> absent;
        case null -> throw new RenderFailure("nil has no length");
        case Object other -> throw new RenderFailure("a " + Values.type(other) + " has no length");
      };
    }
  }

  /// `type(of)`, `tostring(of)`, `tonumber(of)`.
  record Call(Function function, Expression of) implements Expression {
    @Override
    public @Nullable Object value(Scopes scopes) {
      Object value = of.value(scopes);
      return switch (function) {
        case TYPE -> Values.type(value);
        case TOSTRING -> value == Absent.CLAIM ? value : Values.text(value);
        case TONUMBER -> value == Absent.CLAIM ? value : Values.number(value);
      };
    }
  }

  /// The functions there are.
  enum Function {
    TYPE,
    TOSTRING,
    TONUMBER
  }

  /// `left operator right`, both always computed.
  record Binary(Operator operator, Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scopes scopes) {
      Object a = left.value(scopes);
      Object b = right.value(scopes);
      return switch (operator) {
        case EQUAL -> isEqual(a, b);
        case UNEQUAL -> !isEqual(a, b);
        default -> a == Absent.CLAIM || b == Absent.CLAIM ? Absent.CLAIM : computed(operator, a, b);
      };
    }
  }

  /// The operators that compute both sides.
  enum Operator {
    EQUAL,
    UNEQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST,
    CONCAT,
    PLUS,
    MINUS,
    TIMES,
    DIVIDED,
    MODULO,
    POWER
  }

  private static boolean isEqual(@Nullable Object a, @Nullable Object b) {
    return Objects.equals(a == Absent.CLAIM ? null : a, b == Absent.CLAIM ? null : b);
  }

  private static Object computed(Operator operator, @Nullable Object a, @Nullable Object b) {
    return switch (operator) {
      case LESS -> order(a, b) < 0;
      case AT_MOST -> order(a, b) <= 0;
      case GREATER -> order(a, b) > 0;
      case AT_LEAST -> order(a, b) >= 0;
      case CONCAT -> joinable(a) + joinable(b);
      case PLUS -> number(a) + number(b);
      case MINUS -> number(a) - number(b);
      case TIMES -> number(a) * number(b);
      case DIVIDED -> number(a) / number(b);
      case MODULO -> number(a) - Math.floor(number(a) / number(b)) * number(b);
      case POWER -> Math.pow(number(a), number(b));
      case EQUAL, UNEQUAL -> throw new IllegalStateException();
    };
  }

  private static int order(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x.compareTo(y);
    }
    if (a instanceof String x && b instanceof String y) {
      return x.compareTo(y);
    }
    throw new RenderFailure("cannot compare " + Values.type(a) + " with " + Values.type(b));
  }

  private static String joinable(@Nullable Object value) {
    if (value instanceof String || value instanceof Double) {
      return Values.text(value);
    }
    throw new RenderFailure("cannot concatenate a " + Values.type(value));
  }

  private static double number(@Nullable Object value) {
    Double number = Values.number(value);
    if (number == null) {
      throw new RenderFailure("cannot calculate with a " + Values.type(value));
    }
    return number;
  }
}
