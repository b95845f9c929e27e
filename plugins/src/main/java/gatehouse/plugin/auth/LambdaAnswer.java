package gatehouse.plugin.auth;

import gatehouse.plugin.inspect.StrictJson;
import gatehouse.spi.HttpReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an authorizer has said. Everything that is not surely a decision is [Broken].
sealed interface LambdaAnswer {
  /// A policy, to be evaluated for each request.
  ///
  /// @param context values for the service, as texts
  record Policy(String principal, IamPolicy policy, Map<String, String> context)
      implements LambdaAnswer {}

  /// A plain yes or no.
  ///
  /// @param principal `principalId` of the context; null if it has none
  record Simple(boolean authorized, @Nullable String principal, Map<String, String> context)
      implements LambdaAnswer {}

  /// The authorizer does not know the caller.
  record Unauthorized() implements LambdaAnswer {}

  /// The authorizer refuses without a policy.
  record Forbidden() implements LambdaAnswer {}

  /// No decision.
  ///
  /// @param reason for the operator
  record Broken(String reason) implements LambdaAnswer {}

  /// Whether the answer may be kept for other requests of the same identity.
  default boolean isCacheable() {
    return this instanceof Policy || this instanceof Simple;
  }

  /// Reads the reply to an event.
  ///
  /// @param simple whether a plain yes or no is taken
  static LambdaAnswer read(HttpReply reply, boolean simple) {
    if (reply.status() == 401) {
      return new Unauthorized();
    }
    if (reply.status() == 403) {
      return new Forbidden();
    }
    if (reply.status() != 200) {
      return new Broken("the authorizer answered " + reply.status());
    }
    JsonNode json = StrictJson.read(reply.body());
    if (json == null || !json.isObject()) {
      return new Broken("the authorizer's answer is no JSON object");
    }
    if (json.has("errorMessage")) {
      return "Unauthorized".equals(json.path("errorMessage").stringValue(null))
          ? new Unauthorized()
          : new Broken("the authorizer reports an error");
    }
    try {
      Map<String, String> context = context(json.get("context"));
      return simple && json.has("isAuthorized") ? simple(json, context) : policy(json, context);
    } catch (IamPolicy.Invalid e) {
      return new Broken("the authorizer's answer is invalid: " + e.getMessage());
    }
  }

  private static LambdaAnswer simple(JsonNode json, Map<String, String> context)
      throws IamPolicy.Invalid {
    if (!json.path("isAuthorized").isBoolean()) {
      throw new IamPolicy.Invalid("isAuthorized is no boolean");
    }
    return new Simple(
        json.path("isAuthorized").booleanValue(), context.get("principalId"), context);
  }

  private static LambdaAnswer policy(JsonNode json, Map<String, String> context)
      throws IamPolicy.Invalid {
    String principal = json.path("principalId").stringValue("");
    if (principal.isEmpty()) {
      throw new IamPolicy.Invalid("principalId is missing");
    }
    return new Policy(oneLine(principal), IamPolicy.read(json.get("policyDocument")), context);
  }

  private static Map<String, String> context(@Nullable JsonNode node) throws IamPolicy.Invalid {
    Map<String, String> context = new LinkedHashMap<>();
    if (node == null || node.isNull()) {
      return context;
    }
    if (!node.isObject()) {
      throw new IamPolicy.Invalid("context is no object");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      if (value.isContainer()) {
        throw new IamPolicy.Invalid("context is nested");
      }
      if (!value.isNull()) {
        context.put(entry.getKey(), oneLine(value.asString()));
      }
    }
    return context;
  }

  private static String oneLine(String text) throws IamPolicy.Invalid {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IamPolicy.Invalid("a value breaks its line");
      }
    }
    return text;
  }
}
