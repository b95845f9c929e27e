package gatehouse.plugin.auth;

import gatehouse.plugin.auth.LambdaAuthorizer.Config;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an authorizer is asked: AWS API Gateway's events, in its three forms. A body is never part
/// of them.
final class LambdaEvent {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final HeaderName USER_AGENT = HeaderName.of("User-Agent");
  private static final HeaderName COOKIE = HeaderName.of("Cookie");
  private static final HeaderName FOR = HeaderName.of("X-Forwarded-For");
  private static final HeaderName PROTO = HeaderName.of("X-Forwarded-Proto");
  private static final HeaderName PORT = HeaderName.of("X-Forwarded-Port");
  private static final DateTimeFormatter COMMON_LOG =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Config config;

  LambdaEvent(Config config) {
    this.config = config;
  }

  /// The ARN of a request, made from its canonical path before anything is stripped.
  String arn(Exchange x) {
    return "arn:aws:execute-api:%s:%s:%s/%s/%s/%s"
        .formatted(
            config.region(),
            config.accountId(),
            config.apiId(),
            config.stage(),
            x.request().method(),
            x.request().path().substring(1));
  }

  /// The key of the route: `GET /orders`.
  static String routeKey(Exchange x) {
    return x.request().method() + " " + resource(x);
  }

  private static String resource(Exchange x) {
    List<String> paths = x.route() == null ? null : x.route().paths();
    return paths == null || paths.isEmpty() ? "$default" : paths.getFirst();
  }

  static @Nullable String userAgent(Exchange x) {
    return x.request().headers().get(USER_AGENT);
  }

  byte[] token(String arn, String token) {
    ObjectNode event = MAPPER.createObjectNode();
    event.put("type", "TOKEN").put("authorizationToken", token).put("methodArn", arn);
    return bytes(event);
  }

  byte[] request(Exchange x, String arn, List<String> identity) {
    return config.payloadFormatVersion().equals("2.0") ? second(x, arn, identity) : first(x, arn);
  }

  /// The request's headers, with what the gateway knows of the way they came by, as API Gateway
  /// puts it: an authorizer may go by these.
  private static Headers shown(Exchange x) {
    Headers headers = x.request().headers().copy();
    boolean trusted = x.client().trusted();
    headers.removeIf((name, _) -> {
      String dashed = name.replace('_', '-');
      boolean believed = name.equals(FOR.lower()) || trusted && name.equals(dashed);
      return dashed.startsWith("x-forwarded-") && !believed;
    });
    String chain = headers.joined(FOR);
    headers.set(
        FOR,
        chain == null || chain.isBlank()
            ? x.client().address().toString()
            : chain + ", " + x.client().peer());
    if (!headers.has(PROTO)) {
      headers.set(PROTO, x.request().scheme());
    }
    if (!headers.has(PORT)) {
      headers.set(PORT, Integer.toString(x.client().localPort()));
    }
    return headers;
  }

  private byte[] first(Exchange x, String arn) {
    ObjectNode event = MAPPER.createObjectNode();
    event
        .put("type", "REQUEST")
        .put("methodArn", arn)
        .put("resource", resource(x))
        .put("path", x.request().path())
        .put("httpMethod", x.request().method());
    ObjectNode one = event.putObject("headers");
    ObjectNode many = event.putObject("multiValueHeaders");
    Headers headers = shown(x);
    for (int i = 0; i < headers.size(); i++) {
      // One name, however often its spelling changes: nobody may have a say under two of them.
      String name = headers.name(headers.indexOf(headers.lowerName(i), 0));
      one.put(name, headers.value(i));
      many.withArray(name).add(headers.value(i));
    }
    ObjectNode argument = event.putObject("queryStringParameters");
    ObjectNode arguments = event.putObject("multiValueQueryStringParameters");
    for (Query.Arg arg : x.request().args().args()) {
      String value = arg.value() == null ? "" : arg.value();
      argument.put(arg.name(), value);
      arguments.withArray(arg.name()).add(value);
    }
    pathParameters(event, x);
    event.putObject("stageVariables");
    ObjectNode context = event.putObject("requestContext");
    context
        .put("path", x.request().path())
        .put("accountId", config.accountId())
        .put("stage", config.stage())
        .put("requestId", x.id())
        .put("resourcePath", resource(x))
        .put("httpMethod", x.request().method())
        .put("apiId", config.apiId());
    context
        .putObject("identity")
        .put("sourceIp", x.client().address().toString())
        .put("userAgent", userAgent(x));
    return bytes(event);
  }

  private byte[] second(Exchange x, String arn, List<String> identity) {
    ObjectNode event = MAPPER.createObjectNode();
    event.put("version", "2.0").put("type", "REQUEST").put("routeArn", arn);
    ArrayNode sources = event.putArray("identitySource");
    identity.forEach(sources::add);
    String query = x.request().query();
    event
        .put("routeKey", routeKey(x))
        .put("rawPath", x.request().path())
        .put("rawQueryString", query == null ? "" : query);
    ArrayNode cookies = event.putArray("cookies");
    ObjectNode one = event.putObject("headers");
    Headers headers = shown(x);
    for (int i = 0; i < headers.size(); i++) {
      if (headers.lowerName(i).equals(COOKIE.lower())) {
        for (String cookie : headers.value(i).split(";", -1)) {
          cookies.add(cookie.strip());
        }
      }
      append(one, headers.lowerName(i), headers.value(i));
    }
    ObjectNode arguments = event.putObject("queryStringParameters");
    for (Query.Arg arg : x.request().args().args()) {
      append(arguments, arg.name(), arg.value() == null ? "" : arg.value());
    }
    context(event.putObject("requestContext"), x);
    pathParameters(event, x);
    event.putObject("stageVariables");
    return bytes(event);
  }

  private void context(ObjectNode context, Exchange x) {
    context
        .put("accountId", config.accountId())
        .put("apiId", config.apiId())
        .putNull("authentication")
        .put("domainName", x.request().host())
        .put("domainPrefix", x.request().host().split("\\.", -1)[0]);
    context
        .putObject("http")
        .put("method", x.request().method())
        .put("path", x.request().path())
        .put("protocol", "HTTP/" + x.request().version())
        .put("sourceIp", x.client().address().toString())
        .put("userAgent", userAgent(x));
    context
        .put("requestId", x.id())
        .put("routeKey", routeKey(x))
        .put("stage", config.stage())
        .put("time", COMMON_LOG.format(Instant.ofEpochMilli(x.now())))
        .put("timeEpoch", x.now());
  }

  private static void append(ObjectNode object, String name, String value) {
    String before = object.path(name).stringValue(null);
    object.put(name, before == null ? value : before + "," + value);
  }

  private static void pathParameters(ObjectNode event, Exchange x) {
    ObjectNode parameters = event.putObject("pathParameters");
    x.captures().named().forEach(parameters::put);
  }

  private static byte[] bytes(ObjectNode event) {
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }
}
