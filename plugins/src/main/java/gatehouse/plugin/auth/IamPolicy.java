package gatehouse.plugin.auth;

import gatehouse.regex.Glob;
import gatehouse.spi.Cidr;
import gatehouse.spi.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A policy document as IAM reads it, so far as it can say who may invoke an API. What is not
/// understood makes the whole document invalid: an unknown key must never widen what is allowed.
final class IamPolicy {
  private static final String INVOKE = "execute-api:invoke";
  private static final Set<String> KEYS =
      Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition");

  private final List<Statement> statements;

  private IamPolicy(List<Statement> statements) {
    this.statements = statements;
  }

  /// What a policy says about a request.
  enum Verdict {
    ALLOW,
    EXPLICIT_DENY,
    IMPLICIT_DENY
  }

  /// What a request is judged by.
  ///
  /// @param userAgent null if it has none
  record Request(String arn, IpAddress source, @Nullable String userAgent) {}

  private record Statement(
      boolean denies, Names actions, Names resources, List<Condition> conditions) {}

  /// @param negated whether the names are those that are not meant
  private record Names(List<String> patterns, boolean negated) {
    boolean hold(String text) {
      return patterns.stream().anyMatch(p -> matches(p, text)) != negated;
    }
  }

  private record Condition(String operator, String key, List<String> values) {}

  /// A document that says nothing reliable.
  static final class Invalid extends Exception {
    Invalid(String reason) {
      super(reason);
    }
  }

  /// Reads a document.
  static IamPolicy read(@Nullable JsonNode document) throws Invalid {
    if (document == null || !document.isObject()) {
      throw new Invalid("policyDocument is no object");
    }
    JsonNode statement = document.get("Statement");
    if (statement == null || !statement.isArray() && !statement.isObject()) {
      throw new Invalid("policyDocument has no Statement");
    }
    List<Statement> statements = new ArrayList<>();
    if (statement.isObject()) {
      statements.add(statement(statement));
    } else {
      for (JsonNode one : statement) {
        statements.add(statement(one));
      }
    }
    return new IamPolicy(statements);
  }

  private static Statement statement(JsonNode node) throws Invalid {
    if (!node.isObject()) {
      throw new Invalid("a statement is no object");
    }
    for (String key : node.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new Invalid("a statement has an unknown member");
      }
    }
    String effect = node.path("Effect").stringValue(null);
    if (!"Allow".equals(effect) && !"Deny".equals(effect)) {
      throw new Invalid("a statement has no good Effect");
    }
    Names actions = names(node, "Action", "NotAction");
    return new Statement(
        effect.equals("Deny"),
        new Names(
            actions.patterns.stream().map(a -> a.toLowerCase(Locale.ROOT)).toList(),
            actions.negated),
        names(node, "Resource", "NotResource"),
        conditions(node.get("Condition")));
  }

  private static Names names(JsonNode statement, String plain, String negated) throws Invalid {
    JsonNode one = statement.get(plain);
    JsonNode other = statement.get(negated);
    if ((one == null) == (other == null)) {
      throw new Invalid("a statement needs either " + plain + " or " + negated);
    }
    return one == null
        ? new Names(texts(other, negated), true)
        : new Names(texts(one, plain), false);
  }

  private static List<String> texts(@Nullable JsonNode value, String of) throws Invalid {
    List<String> texts = new ArrayList<>();
    if (value != null && value.isString()) {
      texts.add(text(value, of));
    } else if (value != null && value.isArray() && !value.isEmpty()) {
      for (JsonNode element : value) {
        texts.add(text(element, of));
      }
    } else {
      throw new Invalid(of + " is neither a text nor a list of texts");
    }
    return texts;
  }

  /// A policy variable stands for what only IAM knows. Taken for a plain text, one in a statement
  /// that denies would never match, and so let through what the author meant to keep out.
  private static String text(JsonNode value, String of) throws Invalid {
    if (!value.isString()) {
      throw new Invalid(of + " holds something else than texts");
    }
    if (value.stringValue().contains("${")) {
      throw new Invalid(of + " holds a policy variable");
    }
    return value.stringValue();
  }

  private static List<Condition> conditions(@Nullable JsonNode node) throws Invalid {
    List<Condition> conditions = new ArrayList<>();
    if (node == null) {
      return conditions;
    }
    if (!node.isObject()) {
      throw new Invalid("Condition is no object");
    }
    for (Map.Entry<String, JsonNode> operator : node.properties()) {
      if (!operator.getValue().isObject()) {
        throw new Invalid("a condition is no object");
      }
      for (Map.Entry<String, JsonNode> test : operator.getValue().properties()) {
        String key = test.getKey().toLowerCase(Locale.ROOT);
        List<String> values = texts(test.getValue(), "a condition");
        requireKnown(operator.getKey(), key, values);
        conditions.add(new Condition(operator.getKey(), key, values));
      }
    }
    return conditions;
  }

  private static void requireKnown(String operator, String key, List<String> values)
      throws Invalid {
    boolean known =
        switch (operator) {
          case "IpAddress", "NotIpAddress" ->
              key.equals("aws:sourceip") && values.stream().allMatch(v -> Cidr.parse(v) != null);
          case "StringEquals", "StringLike" ->
              key.equals("aws:sourceip") || key.equals("aws:useragent");
          default -> false;
        };
    if (!known) {
      throw new Invalid("a condition is not supported");
    }
  }

  /// Judges a request: a statement that denies wins over all that allow, wherever it stands.
  Verdict evaluate(Request request) {
    Verdict verdict = Verdict.IMPLICIT_DENY;
    for (Statement statement : statements) {
      if (statement.actions.hold(INVOKE)
          && statement.resources.hold(request.arn)
          && statement.conditions.stream().allMatch(c -> holds(c, request))) {
        if (statement.denies) {
          return Verdict.EXPLICIT_DENY;
        }
        verdict = Verdict.ALLOW;
      }
    }
    return verdict;
  }

  private static boolean holds(Condition condition, Request request) {
    return switch (condition.operator) {
      case "IpAddress" -> isFrom(condition.values, request.source);
      case "NotIpAddress" -> !isFrom(condition.values, request.source);
      default -> {
        String actual =
            condition.key.equals("aws:sourceip") ? request.source.toString() : request.userAgent;
        boolean like = condition.operator.equals("StringLike");
        yield actual != null
            && condition.values.stream()
                .anyMatch(v -> like ? matches(v, actual) : v.equals(actual));
      }
    };
  }

  private static boolean isFrom(List<String> ranges, IpAddress source) {
    for (String range : ranges) {
      Cidr cidr = Cidr.parse(range);
      if (cidr != null && cidr.contains(source)) {
        return true;
      }
    }
    return false;
  }

  /// IAM's wildcards over the whole text: `*` for any run of characters, slashes too, and `?` for
  /// exactly one.
  static boolean matches(String pattern, String text) {
    return Glob.matches(pattern, true, text);
  }
}
