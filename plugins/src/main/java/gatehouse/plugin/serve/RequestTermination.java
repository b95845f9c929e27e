package gatehouse.plugin.serve;

import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import org.jspecify.annotations.Nullable;

/// Answers requests with a fixed answer, so that they never reach the service.
@Policy(
    name = "request-termination",
    priority = 2,
    summary = "Answers requests with a fixed answer, so that they never reach the service.")
public final class RequestTermination implements OnRequest {
  /// What of a body is told back at most.
  private static final BodyNeed BODY = BodyNeed.whole(64 << 10, BodyNeed.Overflow.SKIP);

  private final int status;
  private final Answer answer;
  private final @Nullable HeaderName trigger;
  private final @Nullable Echo echo;

  /// What an instance is told.
  public record Config(
      @Default("503") @Range(min = 100, max = 599) @Doc("Status of the answer, 200 or above.")
          int statusCode,
      @Nullable
          @Doc(
              "Text of the answer's JSON `message`. Not set: the usual one for 401, 404, 405, 500,"
                  + " 502 and 503, else an empty body.")
          String message,
      @Nullable @Doc("Media type of `body`.") String contentType,
      @Nullable @Doc("A body that is sent as it is, in place of the JSON one.") String body,
      @Default("false")
          @Doc("Whether the answer tells back what the gateway understood of the request.")
          boolean echo,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc(
              "Name of a header or an argument of the query; if it is set, only requests that have"
                  + " one are answered.")
          String trigger)
      implements Checked {
    @Override
    public void check(Check check) {
      if (statusCode < 200) {
        check.fault("status_code", "an interim status (1xx) cannot end a request");
      }
      if (message != null && (contentType != null || body != null)) {
        check.fault("message", "message cannot be used with content_type or body");
      }
      if (contentType != null && body == null) {
        check.fault("content_type", "content_type requires a body");
      }
      if (echo && (contentType != null || body != null)) {
        check.fault("echo", "echo cannot be used with content_type and body");
      }
    }
  }

  /// Builds an instance.
  public RequestTermination(Config config, Workshop workshop) {
    status = config.statusCode();
    trigger = config.trigger() == null ? null : HeaderName.of(config.trigger());
    String message = config.message() == null ? usual(status) : config.message();
    echo = config.echo() ? new Echo(message, workshop) : null;
    if (config.body() != null) {
      answer = Answer.text(status, config.contentType(), config.body());
    } else {
      answer = message == null ? Answer.empty(status) : Answer.error(status, message);
    }
  }

  private static @Nullable String usual(int status) {
    return switch (status) {
      case 401 -> "Unauthorized";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 500 -> "An unexpected error occurred";
      case 502 -> "Bad Gateway";
      case 503 -> "Service unavailable";
      default -> null;
    };
  }

  @Override
  public BodyNeed requestBody() {
    return echo == null ? BodyNeed.NONE : BODY;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    return echo != null && isMeant(x) ? BODY : BodyNeed.NONE;
  }

  @Override
  public Step onRequest(Exchange x) {
    if (!isMeant(x)) {
      return Step.NEXT;
    }
    Answer told = echo == null ? answer : echo.of(x, status);
    return status < 400
        ? new Step.Stop(told)
        : x.deny(told, "terminate", "requests are ended here by configuration");
  }

  private boolean isMeant(Exchange x) {
    return trigger == null
        || x.request().headers().has(trigger)
        || x.request().args().has(trigger.spelling());
  }
}
