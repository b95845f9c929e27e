package gatehouse.gateway;

import gatehouse.spi.Answer;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRefusedPath;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnRequestChunk;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Doc;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Two plugins that filter bodies as a word of their configuration says, and how tests ask through
/// them.
final class StreamingPlugins {
  /// The decisions of each exchange that ended.
  static final BlockingQueue<List<Decision>> LOGGED = new LinkedBlockingQueue<>();

  /// How many refusing filters were closed.
  static final AtomicInteger CLOSED = new AtomicInteger();

  static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private StreamingPlugins() {}

  static void forget() {
    LOGGED.clear();
    CLOSED.set(0);
  }

  /// What the two plugins have in common: what they do to bodies.
  private record Change(String does) implements BodyFilter {
    static @Nullable BodyFilter of(String does) {
      return does.startsWith("no") ? null : new Change(does);
    }

    @Override
    public void chunk(byte[] bytes, int from, int to, Output out) {
      switch (does) {
        case "double" -> {
          for (int i = from; i < to; i++) {
            out.write(bytes, i, i + 1);
            out.write(bytes, i, i + 1);
          }
        }
        case "upper", "lie" -> {
          String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
          byte[] upper = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
          out.write(upper, 0, upper.length);
          if (does.equals("lie")) {
            out.write(upper, 0, upper.length);
          }
        }
        case "swallow" -> {}
        case "throw" -> throw new IllegalStateException("secret reason");
        default -> out.write(bytes, from, to);
      }
    }

    @Override
    public void end(Output out) {
      if (does.equals("append")) {
        out.write(new byte[] {'!'}, 0, 1);
      }
    }

    @Override
    public boolean keepsLength() {
      return does.equals("upper") || does.equals("lie");
    }
  }

  /// Refuses bodies with an `o`, once it comes.
  private static final class NoO implements BodyFilter {
    private final Exchange x;
    private boolean seen;

    NoO(Exchange x) {
      this.x = x;
    }

    @Override
    public void chunk(byte[] bytes, int from, int to, Output out) {
      out.write(bytes, from, to);
      seen = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).contains("o");
    }

    @Override
    public void end(Output out) {}

    @Override
    public Step verdict() {
      return seen ? x.deny(Answer.error(415, "no o"), "letter", "saw an o") : Step.NEXT;
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
    }
  }

  /// Filters both bodies.
  @Policy(name = "first", priority = 20, summary = "Filters bodies.")
  public static final class First implements OnRequestChunk, OnResponseChunk, OnLog {
    /// @param request what to do to requests
    /// @param response what to do to answers
    public record Config(
        @Doc("What to do to requests.") @Nullable String request,
        @Doc("What to do to answers.") @Nullable String response) {}

    private final First.Config config;

    public First(First.Config config, Workshop workshop) {
      this.config = config;
    }

    @Override
    public @Nullable BodyFilter filterRequest(Exchange x) {
      return config.request == null
          ? null
          : config.request.equals("refuse") ? new NoO(x) : Change.of(config.request);
    }

    @Override
    public @Nullable BodyFilter filterResponse(Exchange x) {
      return config.response == null
          ? null
          : config.response.equals("refuse") ? new NoO(x) : Change.of(config.response);
    }

    @Override
    public void onLog(Exchange x) {
      LOGGED.add(List.copyOf(x.decisions()));
    }
  }

  /// Filters answers behind the first, bounds requests, and looks at what was sent and refused.
  @Policy(name = "second", priority = 10, summary = "Does more.")
  public static final class Second implements OnRequest, OnResponseChunk, OnRefusedPath {
    /// @param does what to do
    public record Config(@Doc("What to do.") String does) {}

    private static final HeaderName SENT = HeaderName.of("X-Sent");
    private final Second.Config config;

    public Second(Second.Config config, Workshop workshop) {
      this.config = config;
    }

    @Override
    public BodyNeed requestBody() {
      return config.does.contains("body")
          ? BodyNeed.whole(100, BodyNeed.Overflow.CUT)
          : BodyNeed.NONE;
    }

    @Override
    public boolean readsSentHeaders() {
      return config.does.equals("sent");
    }

    @Override
    public Step onRequest(Exchange x) {
      switch (config.does) {
        case "limit" ->
            x.limitRequestBody(
                5, () -> x.deny(Answer.error(413, "longer than five"), "size", "too long"));
        case "sent" -> x.answerHeader(SENT, names(x));
        default -> {}
      }
      return Step.NEXT;
    }

    private static String names(Exchange x) {
      StringBuilder names = new StringBuilder();
      for (int i = 0; i < x.request().sentHeaders().size(); i++) {
        names.append(x.request().sentHeaders().name(i)).append(' ');
      }
      return names.toString();
    }

    @Override
    public @Nullable BodyFilter filterResponse(Exchange x) {
      return Change.of(config.does);
    }

    @Override
    public Step onRefusedPath(Exchange x) {
      byte[] body = x.request().body();
      return switch (config.does) {
        case "no refused" -> x.deny(Answer.error(406, "seen"), "path", "saw the path");
        case "no refused body" ->
            x.deny(Answer.error(406, "seen " + (body == null ? -1 : body.length)), "path", "saw");
        case "no refused later" -> x.offload(() -> new Step.Stop(Answer.error(407, "later")));
        default -> Step.NEXT;
      };
    }
  }

  static TestGate gate(Origin origin, String plugins) throws Exception {
    return TestGate.with(
        List.<Class<? extends Plugin>>of(First.class, Second.class),
        origin.yaml() + "plugins:\n" + plugins);
  }

  static <T> T with(Origin origin, String plugins, Asking<T> asking) throws Exception {
    try (origin;
        TestGate gate = gate(origin, plugins);
        RawHttp client = gate.connect()) {
      return asking.ask(client);
    }
  }

  interface Asking<T> {
    T ask(RawHttp client) throws Exception;
  }

  static RawHttp.Reply ask(String answer, String plugins) throws Exception {
    return with(Origin.answering(answer), plugins, client -> client.send(GET).read());
  }

  static String first(String response) {
    return "- {name: first, config: {response: " + response + "}}\n";
  }

  static String second(String does) {
    return "- {name: second, config: {does: " + does + "}}\n";
  }
}
