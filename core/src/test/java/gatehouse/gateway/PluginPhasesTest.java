package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the flow promises to plugins: order, bodies, waits, refusals in every phase, and that a
/// plugin which fails or is not enforced never lets more or less through than it should.
final class PluginPhasesTest {
  private static final BlockingQueue<List<Decision>> LOGGED = new LinkedBlockingQueue<>();

  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    LOGGED.clear();
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  /// Does in one of its phases what its configuration says.
  @Policy(name = "probe", priority = 10, summary = "Does what it is told.")
  public static final class Probe implements OnRequest, OnResponse, OnLog {
    /// @param does what to do, and where
    public record Config(
        @Doc("What to do, and where.") String does,
        @Default("10") @Doc("Bytes of the body it takes.") int limit) {}

    private static final HeaderName SEEN = HeaderName.of("X-Seen");
    private final Config config;

    public Probe(Config config, Workshop workshop) {
      this.config = config;
    }

    @Override
    public BodyNeed requestBody() {
      return switch (config.does) {
        case "reject" -> BodyNeed.whole(config.limit, BodyNeed.Overflow.REJECT);
        case "cut" -> BodyNeed.whole(config.limit, BodyNeed.Overflow.CUT);
        case "skip" -> BodyNeed.whole(config.limit, BodyNeed.Overflow.SKIP);
        default -> BodyNeed.NONE;
      };
    }

    @Override
    public Step onRequest(Exchange x) {
      x.request().headers().set(SEEN, seen(x.request().body()));
      return switch (config.does) {
        case "deny" -> x.deny(Answer.error(403, "no"), "rule", "was told to");
        case "throw" -> throw new IllegalStateException("secret reason");
        case "offload" -> x.offload(() -> x.deny(Answer.error(418, "later"), "rule", "later"));
        case "offload throw" ->
            x.offload(() -> {
              throw new IllegalStateException("secret reason");
            });
        default -> Step.NEXT;
      };
    }

    private static String seen(byte @Nullable [] body) {
      return body == null ? "nothing" : Integer.toString(body.length);
    }

    @Override
    public Step onResponse(Exchange x) {
      x.response().headers().set(SEEN, x.response().source().name());
      return switch (config.does) {
        case "deny response" -> x.deny(Answer.error(451, "not this"), "rule", "was told to");
        case "throw response" -> throw new IllegalStateException("secret reason");
        default -> Step.NEXT;
      };
    }

    @Override
    public void onLog(Exchange x) {
      LOGGED.add(List.copyOf(x.decisions()));
    }
  }

  private TestGate gate(String plugin) throws Exception {
    return TestGate.with(
        List.<Class<? extends Plugin>>of(Probe.class),
        origin.yaml() + "plugins:\n- {name: probe, " + plugin + "}\n");
  }

  private RawHttp.Reply ask(String plugin) throws Exception {
    return ask(plugin, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private RawHttp.Reply ask(String plugin, String request) throws Exception {
    try (TestGate gate = gate(plugin);
        RawHttp client = gate.connect()) {
      return client.send(request).read();
    }
  }

  private static List<Decision> logged() throws InterruptedException {
    List<Decision> decisions = LOGGED.poll(10, TimeUnit.SECONDS);
    if (decisions == null) {
      throw new AssertionError("nothing was logged");
    }
    return decisions;
  }

  @Test
  void a_refusal_reaches_no_service_and_leaves_a_record_with_its_origin() throws Exception {
    RawHttp.Reply reply = ask("config: {does: deny}");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("x-seen")).isEqualTo("GATEHOUSE");
    assertThat(origin.waiting()).isZero();
    Decision decision = logged().getFirst();
    assertThat(decision.action()).isEqualTo(Decision.Action.DENY);
    assertThat(decision.plugin()).isEqualTo("probe");
    assertThat(decision.origin()).matches("test.yml:\\d+:\\d+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny",
        "offload",
        "throw",
        "offload throw",
        "deny response",
        "throw response",
        "reject"
      })
  void a_plugin_that_is_not_enforced_changes_nothing(String does) throws Exception {
    RawHttp.Reply reply =
        ask(
            "enforce: false, config: {does: " + does + ", limit: 1}",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-seen")).isNull();
    Origin.Seen seen = origin.next();
    assertThat(seen.headers("x-seen")).isEmpty();
    assertThat(seen.body()).isEqualTo("hello");
    if (!does.equals("reject")) {
      assertThat(logged().getFirst().action()).isEqualTo(Decision.Action.WOULD_DENY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "offload throw", "throw response"})
  void a_plugin_that_fails_means_500_and_tells_nothing(String does) throws Exception {
    RawHttp.Reply reply = ask("config: {does: " + does + "}");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).contains("An unexpected error occurred").doesNotContain("secret");
  }

  @Test
  void a_step_may_be_worked_out_on_another_thread() throws Exception {
    assertThat(ask("config: {does: offload}").status()).isEqualTo(418);
    assertThat(origin.waiting()).isZero();
  }

  @Test
  void a_response_plugin_may_replace_the_answer_of_the_service() throws Exception {
    RawHttp.Reply reply = ask("config: {does: deny response}");
    assertThat(reply.status()).isEqualTo(451);
    assertThat(reply.body()).contains("not this").doesNotContain("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 11\r\n\r\nhello world",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
      })
  void a_body_over_the_limit_is_refused_cut_or_skipped(String body) throws Exception {
    String request = "POST / HTTP/1.1\r\nHost: a\r\n" + body;
    assertThat(ask("config: {does: reject, limit: 10}", request).status()).isEqualTo(413);
    assertThat(origin.waiting()).isZero();
    assertThat(ask("config: {does: reject, limit: 11}", request).status()).isEqualTo(200);
    assertThat(origin.next().headers("x-seen")).containsExactly("11");
    assertThat(ask("config: {does: cut, limit: 4}", request).status()).isEqualTo(200);
    Origin.Seen cut = origin.next();
    assertThat(cut.headers("x-seen")).containsExactly("4");
    assertThat(cut.body().replaceAll("\\r?\\n|[0-9]", "")).isEqualTo("hello world");
    assertThat(ask("config: {does: skip, limit: 4}", request).status()).isEqualTo(200);
    assertThat(origin.next().headers("x-seen")).containsExactly("nothing");
  }

  @Test
  void an_exchange_ends_on_the_plan_it_began_with_and_the_next_begins_on_the_new_one()
      throws Exception {
    try (TestGate gate = gate("config: {does: pass}");
        RawHttp client = gate.connect()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(200);
      gate.swap("_format_version: \"3.0\"\n");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(404);
    }
  }
}
