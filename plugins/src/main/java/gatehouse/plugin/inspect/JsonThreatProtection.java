package gatehouse.plugin.inspect;

import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.util.List;

/// Refuses JSON bodies that are too deep, too wide or too long.
@Policy(
    name = "json-threat-protection",
    priority = 1009,
    summary = "Refuses JSON bodies that are too deep, too wide or too long, and what is no JSON.")
public final class JsonThreatProtection implements OnRequest {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("Content-Length");

  /// What is read of a body whose size the configuration does not limit.
  private static final int MOST_BYTES = 8 << 20;

  /// What is judged on the event loop; more goes to the processors beside it.
  private static final int ON_THE_LOOP = 64 << 10;

  private final Config config;
  private final int mostBytes;
  private final BodyNeed body;
  private final JsonBounds bounds;
  private final Answer refusal;

  /// What an instance is told.
  public record Config(
      @Default("8192")
          @Range(min = -1, max = 2147483646)
          @Doc("Bytes of a body at most; -1 for no limit but that of 8 MiB, which always holds.")
          int maxBodySize,
      @Default("2000")
          @Range(min = -1, max = 2147483646)
          @Doc("How deep objects and arrays may be nested; -1 for 2000, which always holds.")
          int maxContainerDepth,
      @Default("-1")
          @Range(min = -1, max = 2147483646)
          @Doc("Members of one object at most; -1 for no limit.")
          int maxObjectEntryCount,
      @Default("-1")
          @Range(min = -1, max = 2147483646)
          @Doc("Characters of a member's name at most; -1 for no limit.")
          int maxObjectEntryNameLength,
      @Default("-1")
          @Range(min = -1, max = 2147483646)
          @Doc("Elements of one array at most; -1 for no limit.")
          int maxArrayElementCount,
      @Default("-1")
          @Range(min = -1, max = 2147483646)
          @Doc("Characters of a text at most; -1 for no limit.")
          int maxStringValueLength,
      @Default("true") @Doc("Whether an object may have two members of the same name.")
          boolean allowDuplicateObjectEntryName,
      @Default("block")
          @OneOf({"block", "log_only"})
          @Doc("Whether a bad body is refused or only recorded.")
          String enforcementMode,
      @Default("400") @Range(min = 400, max = 499) @Doc("Status of a refusal.") int errorStatusCode,
      @Default("Bad Request") @Doc("Text of a refusal.") String errorMessage) {}

  /// Builds an instance.
  public JsonThreatProtection(Config config, Workshop workshop) {
    this.config = config;
    mostBytes = config.maxBodySize() < 0 ? MOST_BYTES : Math.min(config.maxBodySize(), MOST_BYTES);
    body = BodyNeed.whole(mostBytes + 1L, BodyNeed.Overflow.CUT);
    bounds = JsonBounds.of(config);
    refusal = Answer.error(config.errorStatusCode(), config.errorMessage());
  }

  @Override
  public BodyNeed requestBody() {
    return body;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    return isJson(x) && !announcesTooMuch(x) ? body : BodyNeed.NONE;
  }

  @Override
  public Step onRequest(Exchange x) {
    if (!isJson(x)) {
      return Step.NEXT;
    }
    byte[] held = x.request().body();
    if (announcesTooMuch(x) || held != null && held.length > mostBytes) {
      return refuse(x, "max_body_size", "the body is longer than " + mostBytes + " bytes");
    }
    if (held == null || held.length == 0) {
      return Step.NEXT;
    }
    return held.length > ON_THE_LOOP
        ? x.compute(() -> bounds.broken(held), broken -> judge(x, broken))
        : judge(x, bounds.broken(held));
  }

  private Step judge(Exchange x, String broken) {
    return broken.isEmpty() ? Step.NEXT : refuse(x, broken, "the body breaks " + broken);
  }

  private Step refuse(Exchange x, String rule, String reason) {
    if (config.enforcementMode().equals("log_only")) {
      x.record(Decision.Action.WOULD_DENY, rule, reason);
      return Step.NEXT;
    }
    return x.deny(refusal, rule, reason);
  }

  private boolean announcesTooMuch(Exchange x) {
    String length = x.request().headers().get(CONTENT_LENGTH);
    return length != null && (length.length() > 10 || Long.parseLong(length) > mostBytes);
  }

  /// Whether any of the media types is one of JSON: nobody knows which of several a service
  /// believes.
  private static boolean isJson(Exchange x) {
    List<String> types = x.request().headers().all(CONTENT_TYPE);
    for (int i = 0; i < types.size(); i++) {
      if (isJson(types.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isJson(String type) {
    String media = FieldValue.bare(type);
    return media.endsWith("/json") || media.endsWith("+json");
  }
}
