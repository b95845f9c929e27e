package gatehouse.gateway;

import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnEnd;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// Judges, replaces or holds the body of an answer.
@Policy(name = "judge", priority = 10, summary = "Judges bodies of answers.")
public final class Judge implements OnResponse, OnResponseBody, OnEnd, OnLog {
  /// @param does what to do
  public record Config(
      @Doc("What to do.") String does,
      @Default("1000") @Doc("Bytes of the body it takes.") int limit,
      @Default("REJECT") @Doc("What a longer one meets.") String overflow) {}

  /// What has been decided, an exchange each, in the order in which they ended.
  static final BlockingQueue<List<Decision>> LOGGED = new LinkedBlockingQueue<>();

  /// What waits for a test to let it go on.
  static final BlockingQueue<CompletableFuture<Step>> WAITING = new LinkedBlockingQueue<>();

  private static final HeaderName SEEN = HeaderName.of("X-Seen");
  private static final HeaderName HEADS = HeaderName.of("X-Heads");
  private final Config config;

  public Judge(Config config, Workshop workshop) {
    this.config = config;
  }

  @Override
  public BodyNeed responseBody() {
    return BodyNeed.whole(config.limit, BodyNeed.Overflow.valueOf(config.overflow));
  }

  @Override
  public BodyNeed responseBody(Exchange x) {
    return config.does.equals("nothing") ? BodyNeed.NONE : responseBody();
  }

  @Override
  public Step onResponse(Exchange x) {
    if (config.does.equals("wait head")) {
      return waiting();
    }
    x.response().headers().add(HEADS, x.response().source().name());
    return Step.NEXT;
  }

  @Override
  public Step onResponseBody(Exchange x) {
    byte[] body = x.response().body();
    String text = body == null ? "none" : new String(body, StandardCharsets.ISO_8859_1);
    x.response().headers().set(SEEN, text.length() > 100 ? text.length() + "" : text);
    return switch (config.does) {
      case "deny" -> x.deny(Answer.error(451, "not this"), "leak", "holds a secret", "number ****");
      case "deny secrets" ->
          text.contains("secret")
              ? x.deny(Answer.error(451, "not this"), "leak", "holds a secret")
              : Step.NEXT;
      case "replace" -> {
        x.response().body("another body".getBytes(StandardCharsets.ISO_8859_1));
        yield Step.NEXT;
      }
      case "wait" -> waiting();
      case "compute" -> x.compute(() -> x.deny(Answer.error(452, "computed"), "leak", "leak"));
      case "throw" -> throw new IllegalStateException("secret reason");
      default -> Step.NEXT;
    };
  }

  @Override
  public Step onEnd(Exchange x) {
    return switch (config.does) {
      case "wait end" -> waiting();
      case "deny end" -> new Step.Stop(Answer.error(453, "at the end"));
      default -> Step.NEXT;
    };
  }

  private static Step waiting() {
    CompletableFuture<Step> outcome = new CompletableFuture<>();
    WAITING.add(outcome);
    return new Step.Wait(outcome);
  }

  @Override
  public void onLog(Exchange x) {
    LOGGED.add(List.copyOf(x.decisions()));
  }
}
