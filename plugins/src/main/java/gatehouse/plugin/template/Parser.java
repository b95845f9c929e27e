package gatehouse.plugin.template;

import gatehouse.plugin.template.Expression.Binary;
import gatehouse.plugin.template.Expression.Operator;
import gatehouse.plugin.template.Tokens.Kind;
import gatehouse.plugin.template.Tokens.Token;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the expression of one hole, with Lua's precedence of operators.
final class Parser {
  /// Deeper than anybody writes, and far from the end of a stack.
  private static final int DEEPEST = 50;

  private final Tokens tokens;
  private int depth;
  private int end;
  private boolean readsCaller;

  /// @param start just behind `$(`
  Parser(String source, int start) throws TemplateFault {
    tokens = new Tokens(source, start);
  }

  /// The expression up to the `)` that ends the hole.
  Expression hole() throws TemplateFault {
    Expression expression = or();
    end = tokens.position();
    if (!tokens.current().is(")")) {
      throw unexpected();
    }
    return expression;
  }

  /// Just behind the hole.
  int end() {
    return end;
  }

  boolean readsCaller() {
    return readsCaller;
  }

  private Expression or() throws TemplateFault {
    if (++depth > DEEPEST) {
      throw new TemplateFault("an expression is nested too deeply");
    }
    Expression left = and();
    while (tokens.skip("or")) {
      left = new Expression.Or(left, and());
    }
    depth--;
    return left;
  }

  private Expression and() throws TemplateFault {
    Expression left = comparison();
    while (tokens.skip("and")) {
      left = new Expression.And(left, comparison());
    }
    return left;
  }

  private Expression comparison() throws TemplateFault {
    Expression left = concatenation();
    for (Operator op = comparing(); op != null; op = comparing()) {
      tokens.take();
      left = new Binary(op, left, concatenation());
    }
    return left;
  }

  private @Nullable Operator comparing() {
    return switch (symbol()) {
      case "==" -> Operator.EQUAL;
      case "~=" -> Operator.UNEQUAL;
      case "<" -> Operator.LESS;
      case "<=" -> Operator.AT_MOST;
      case ">" -> Operator.GREATER;
      case ">=" -> Operator.AT_LEAST;
      default -> null;
    };
  }

  private Expression concatenation() throws TemplateFault {
    Expression left = sum();
    while (tokens.skip("..")) {
      left = new Binary(Operator.CONCAT, left, sum());
    }
    return left;
  }

  private Expression sum() throws TemplateFault {
    Expression left = product();
    while (symbol().equals("+") || symbol().equals("-")) {
      Operator op = tokens.take().is("+") ? Operator.PLUS : Operator.MINUS;
      left = new Binary(op, left, product());
    }
    return left;
  }

  private Expression product() throws TemplateFault {
    Expression left = unary();
    while (true) {
      Operator op =
          switch (symbol()) {
            case "*" -> Operator.TIMES;
            case "/" -> Operator.DIVIDED;
            case "%" -> Operator.MODULO;
            default -> null;
          };
      if (op == null) {
        return left;
      }
      tokens.take();
      left = new Binary(op, left, unary());
    }
  }

  private Expression unary() throws TemplateFault {
    if (++depth > DEEPEST) {
      throw new TemplateFault("an expression is nested too deeply");
    }
    Expression read;
    if (tokens.skip("not")) {
      read = new Expression.Not(unary());
    } else if (tokens.skip("-")) {
      read = new Expression.Minus(unary());
    } else if (tokens.skip("#")) {
      read = new Expression.Length(unary());
    } else {
      read = members(primary());
      if (tokens.skip("^")) {
        read = new Binary(Operator.POWER, read, unary());
      }
    }
    depth--;
    return read;
  }

  private Expression members(Expression of) throws TemplateFault {
    Expression read = of;
    while (true) {
      if (tokens.skip(".")) {
        if (tokens.current().kind() != Kind.NAME) {
          throw unexpected();
        }
        read = member(read, new Expression.Constant(tokens.take().text()));
      } else if (tokens.skip("[")) {
        read = member(read, or());
        expect("]");
      } else {
        return read;
      }
    }
  }

  private Expression member(Expression of, Expression key) {
    readsCaller |=
        of instanceof Expression.Scope(Scopes.Name name)
            && name == Scopes.Name.HEADERS
            && !(key instanceof Expression.Constant(Object constant)
                && constant instanceof String header
                && !Scopes.isIdentityHeader(header));
    return new Expression.Member(of, key);
  }

  private Expression primary() throws TemplateFault {
    Token token = tokens.take();
    String text = token.text() == null ? "" : token.text();
    return switch (token.kind()) {
      case NUMBER -> new Expression.Constant(number(text));
      case TEXT -> new Expression.Constant(text);
      case NAME -> named(text);
      case SYMBOL, END -> {
        if (!token.is("(")) {
          throw new TemplateFault("unexpected " + token);
        }
        Expression inner = or();
        expect(")");
        yield inner;
      }
    };
  }

  private static Double number(String text) throws TemplateFault {
    Double number = Values.number(text);
    if (number == null) {
      throw new TemplateFault("'" + text + "' is no number");
    }
    return number;
  }

  private Expression named(String name) throws TemplateFault {
    return switch (name) {
      case "nil" -> new Expression.Constant(null);
      case "true", "false" -> new Expression.Constant(name.equals("true"));
      case "type", "tostring", "tonumber" -> {
        expect("(");
        Expression of = or();
        expect(")");
        String function = name.toUpperCase(Locale.ROOT);
        yield new Expression.Call(Expression.Function.valueOf(function), of);
      }
      default -> {
        Scopes.Name scope = Scopes.Name.of(name);
        if (scope == null) {
          throw new TemplateFault("'" + name + "' is unknown here; known: " + Scopes.Name.known());
        }
        readsCaller |= scope.isCaller();
        yield new Expression.Scope(scope);
      }
    };
  }

  private String symbol() {
    Token token = tokens.current();
    return token.kind() == Kind.SYMBOL && token.text() != null ? token.text() : "";
  }

  private void expect(String symbol) throws TemplateFault {
    if (!tokens.skip(symbol)) {
      throw unexpected();
    }
  }

  private TemplateFault unexpected() {
    return new TemplateFault("unexpected " + tokens.current());
  }
}
