package gatehouse.plugin.access;

import gatehouse.plugin.inspect.StrictJson;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.HttpReply;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Utf8Field;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lets a policy of an Open Policy Agent decide.
@Policy(
    name = "opa",
    priority = 920,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    summary = "Lets a policy of an Open Policy Agent decide.")
public final class Opa implements OnRequest {
  private static final Answer BROKEN = Answer.error(500, "An unexpected error occurred");
  private static final BodyNeed BODY = BodyNeed.whole(1 << 20, BodyNeed.Overflow.REJECT);
  private static final List<Answer.Field> JSON =
      List.of(new Answer.Field(HeaderName.of("Content-Type"), "application/json"));
  private static final int MOST = 64 << 10;

  private final Config config;
  private final HttpCaller http;
  private final OpaInput input;
  private final URI uri;

  /// What an instance is told.
  public record Config(
      @Default("http") @OneOf({"http", "https"}) @Doc("How the agent is spoken to.")
          String opaProtocol,
      @Default("localhost") @Match(Match.Form.HOST) @Doc("The agent's host.") String opaHost,
      @Default("8181") @Range(min = 1, max = 65535) @Doc("The agent's port.") int opaPort,
      @Match(Match.Form.SERVICE_PATH)
          @Doc("The path of the rule that decides: `/v1/data/gateway/allow`.")
          String opaPath,
      @Default("false") @Doc("Whether the policy sees the service.")
          boolean includeServiceInOpaInput,
      @Default("false") @Doc("Whether the policy sees the route.") boolean includeRouteInOpaInput,
      @Default("false") @Doc("Whether the policy sees the consumer.")
          boolean includeConsumerInOpaInput,
      @Default("false")
          @Doc("Whether the policy sees the body as text; at most 1 MiB, more is answered 413.")
          boolean includeBodyInOpaInput,
      @Default("false") @Doc("Whether the policy sees a JSON body as a value; same limit.")
          boolean includeParsedJsonBodyInOpaInput,
      @Default("false") @Doc("Whether the policy sees what the route's expression captured.")
          boolean includeUriCapturesInOpaInput,
      @Default("true") @Doc("Whether the agent's certificate is verified.") boolean sslVerify,
      @Default("3000") @Range(min = 1, max = 60000) @Doc("Milliseconds for the whole call.")
          int timeout,
      @Nullable
          @Doc(
              "The headers that a policy may set for the service; a client's own are removed. Not"
                  + " set: any, and a client's own remain where the policy sets none.")
          List<HeaderName> upstreamHeaders) {}

  private sealed interface Outcome {
    record Allowed(Map<String, String> headers) implements Outcome {}

    record Denied(Answer answer) implements Outcome {}

    record Broken(String reason) implements Outcome {}
  }

  /// Builds an instance.
  public Opa(Config config, Workshop workshop) {
    this.config = config;
    http = workshop.http();
    input = new OpaInput(config, workshop);
    String host = config.opaHost();
    uri =
        URI.create(
            config.opaProtocol()
                + "://"
                + (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host)
                + ":"
                + config.opaPort()
                + config.opaPath());
  }

  @Override
  public BodyNeed requestBody() {
    return config.includeBodyInOpaInput() || config.includeParsedJsonBodyInOpaInput()
        ? BODY
        : BodyNeed.NONE;
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return config.upstreamHeaders() == null ? List.of() : config.upstreamHeaders();
  }

  @Override
  public Step onRequest(Exchange x) {
    HttpCall call =
        new HttpCall(
            "POST",
            uri,
            JSON,
            input.of(x),
            Duration.ofMillis(config.timeout()),
            MOST,
            TlsOptions.of(config.sslVerify()));
    return x.offload(() -> ask(call), outcome -> judge(x, outcome));
  }

  private Outcome ask(HttpCall call) throws InterruptedException {
    try {
      return read(http.call(call).toCompletableFuture().get());
    } catch (ExecutionException _) {
      return new Outcome.Broken("no answer of the agent");
    }
  }

  private static Outcome read(HttpReply reply) {
    if (reply.status() != 200) {
      return new Outcome.Broken("the agent answered " + reply.status());
    }
    JsonNode json = StrictJson.read(reply.body());
    JsonNode result = json == null ? null : json.get("result");
    if (result == null) {
      return new Outcome.Broken("the agent's answer has no result");
    }
    if (result.isBoolean()) {
      return result.booleanValue()
          ? new Outcome.Allowed(Map.of())
          : new Outcome.Denied(Answer.error(403, "unauthorized"));
    }
    if (!result.path("allow").isBoolean()) {
      return new Outcome.Broken("the result has no boolean allow");
    }
    Map<String, String> headers = headers(result.get("headers"));
    if (headers == null) {
      return new Outcome.Broken("the result's headers are none");
    }
    return result.path("allow").booleanValue()
        ? new Outcome.Allowed(headers)
        : denial(result, headers);
  }

  private static @Nullable Map<String, String> headers(@Nullable JsonNode node) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (node == null || node.isNull()) {
      return headers;
    }
    if (!node.isObject()) {
      return null;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getValue().isContainer() || !RemoteFields.maySet(entry.getKey())) {
        return null;
      }
      headers.put(entry.getKey(), Utf8Field.encode(entry.getValue().asString()));
    }
    return headers;
  }

  private static Outcome denial(JsonNode result, Map<String, String> headers) {
    JsonNode given = result.path("status");
    int status = given.isInt() ? given.intValue() : given.isMissingNode() ? 403 : 0;
    if (status < 200 || status > 599) {
      return new Outcome.Broken("the result's status is none");
    }
    JsonNode message = result.path("message");
    Answer answer =
        message.isObject()
            ? Answer.of(
                status, "application/json", message.toString().getBytes(StandardCharsets.UTF_8))
            : Answer.error(status, message.stringValue("unauthorized"));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(HeaderName.of(header.getKey()), header.getValue());
    }
    return new Outcome.Denied(answer);
  }

  private Step judge(Exchange x, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Broken(String reason) -> x.deny(BROKEN, "broken", reason);
      case Outcome.Denied(Answer answer) -> x.deny(answer, "policy", "the policy refuses this");
      case Outcome.Allowed(Map<String, String> headers) -> {
        headers.forEach((name, value) -> {
          HeaderName header = HeaderName.of(name);
          if (config.upstreamHeaders() == null || config.upstreamHeaders().contains(header)) {
            x.request().headers().set(header, value);
          }
        });
        yield Step.NEXT;
      }
    };
  }
}
