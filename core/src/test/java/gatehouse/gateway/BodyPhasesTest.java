package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.spi.Answer;
import gatehouse.spi.Decision;
import gatehouse.spi.Plugin;
import gatehouse.spi.Step;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies of answers that plugins see whole: what they see, what the client gets, and that nothing
/// leaves before they have agreed.
final class BodyPhasesTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @BeforeEach
  void forget() {
    Judge.LOGGED.clear();
    Judge.WAITING.clear();
  }

  private static TestGate gate(Origin origin, String plugin) throws Exception {
    return TestGate.with(
        List.<Class<? extends Plugin>>of(Judge.class),
        origin.yaml() + "plugins:\n- {name: judge, " + plugin + "}\n");
  }

  private static RawHttp.Reply ask(String answer, String plugin) throws Exception {
    return ask(answer, plugin, GET, false);
  }

  private static RawHttp.Reply ask(String answer, String plugin, String request, boolean head)
      throws Exception {
    try (Origin origin = Origin.answering(answer);
        TestGate gate = gate(origin, plugin);
        RawHttp client = gate.connect()) {
      return client.send(request).read(head);
    }
  }

  private static String config(String does) {
    return "config: {does: " + does + "}";
  }

  private static CompletableFuture<Step> waiting() throws InterruptedException {
    CompletableFuture<Step> outcome = Judge.WAITING.poll(10, TimeUnit.SECONDS);
    if (outcome == null) {
      throw new AssertionError("the plugin was not asked");
    }
    return outcome;
  }

  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        CHUNKED,
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"
      })
  void a_plugin_sees_the_whole_body_however_it_is_framed(String answer) throws Exception {
    RawHttp.Reply reply = ask(answer, config("look"));
    assertThat(reply.header("x-seen")).isEqualTo("hello");
    assertThat(reply.body()).isEqualTo("hello");
    assertThat(reply.header("content-length")).isEqualTo("5");
    assertThat(reply.header("transfer-encoding")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "replace", "deny", "nothing"})
  void a_body_may_trickle_in_byte_by_byte(String does) throws Exception {
    String wanted =
        switch (does) {
          case "replace" -> "another body";
          case "deny" -> "not this";
          default -> "hello";
        };
    try (Origin origin = Origin.trickling(CHUNKED);
        TestGate gate = gate(origin, config(does));
        RawHttp client = gate.connect()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(GET).read().body()).contains(wanted);
      }
    }
  }

  @Test
  void a_plugin_may_replace_the_body_and_its_length_follows() throws Exception {
    RawHttp.Reply reply = ask(Origin.OK, config("replace"));
    assertThat(reply.header("content-length")).isEqualTo("12");
    assertThat(reply.body()).isEqualTo("another body");
  }

  @Test
  void a_refusal_replaces_head_and_body_and_is_recorded_with_what_was_judged() throws Exception {
    RawHttp.Reply reply =
        ask("HTTP/1.1 200 OK\r\nX-Of: service\r\nContent-Length: 2\r\n\r\nok", config("deny"));
    assertThat(reply.status()).isEqualTo(451);
    assertThat(reply.body()).contains("not this").doesNotContain("ok");
    assertThat(reply.header("x-of")).isNull();
    assertThat(reply.header("x-heads")).isNull();
    List<Decision> decisions = Judge.LOGGED.poll(10, TimeUnit.SECONDS);
    assertThat(decisions).hasSize(1);
    assertThat(decisions.getFirst().input()).isEqualTo("number ****");
  }

  @Test
  void answers_of_gatehouse_pass_here_too() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                List.<Class<? extends Plugin>>of(Judge.class),
                "_format_version: \"3.0\"\nplugins:\n- {name: judge, " + config("look") + "}\n");
        RawHttp client = gate.connect()) {
      RawHttp.Reply reply = client.send(GET).read();
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.header("x-seen")).isNotNull();
      assertThat(origin.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        "HTTP/1.1 200 OK\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "6\r\n"
            + "hello \r\n"
            + "5\r\n"
            + "world\r\n"
            + "0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello world"
      })
  void a_body_over_the_limit_becomes_502_is_cut_or_passes_unseen(String answer) throws Exception {
    RawHttp.Reply rejected = ask(answer, "config: {does: look, limit: 10}");
    assertThat(rejected.status()).isEqualTo(502);
    assertThat(rejected.body()).doesNotContain("hello");
    RawHttp.Reply cut = ask(answer, "config: {does: look, limit: 4, overflow: CUT}");
    assertThat(cut.header("x-seen")).isEqualTo("hell");
    assertThat(cut.body()).isEqualTo("hello world");
    RawHttp.Reply skipped = ask(answer, "config: {does: deny, limit: 4, overflow: SKIP}");
    assertThat(skipped.status()).isEqualTo(200);
    assertThat(skipped.header("x-seen")).isNull();
    assertThat(skipped.body()).isEqualTo("hello world");
    assertThat(ask(answer, "config: {does: look, limit: 11}").header("x-seen"))
        .isEqualTo("hello world");
  }

  @Test
  void nothing_leaves_before_a_body_that_is_judged_elsewhere_was_found_good() throws Exception {
    try (Origin origin = Origin.answering(CHUNKED);
        TestGate gate = gate(origin, config("wait"));
        RawHttp client = gate.connect()) {
      client.send(GET);
      CompletableFuture<Step> outcome = waiting();
      assertThat(client.hasNothing()).isTrue();
      outcome.complete(Step.NEXT);
      assertThat(client.read().body()).isEqualTo("hello");
      client.send(GET);
      waiting().complete(new Step.Stop(Answer.error(460, "late")));
      assertThat(client.read().status()).isEqualTo(460);
    }
  }

  @Test
  void a_wait_in_the_head_phase_lets_no_piece_of_the_body_go_first() throws Exception {
    try (Origin origin = Origin.answering(CHUNKED);
        TestGate gate = gate(origin, "config: {does: wait head, limit: 1, overflow: SKIP}");
        RawHttp client = gate.connect()) {
      client.send(GET);
      waiting().complete(Step.NEXT);
      RawHttp.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("hello");
    }
  }

  @Test
  void work_for_a_processor_is_done_elsewhere() throws Exception {
    assertThat(ask(Origin.OK, config("compute")).status()).isEqualTo(452);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deny", "replace", "throw", "compute"})
  void a_plugin_that_is_not_enforced_changes_nothing(String does) throws Exception {
    RawHttp.Reply reply = ask(CHUNKED, "enforce: false, " + config(does));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("hello");
    assertThat(reply.header("x-seen")).isNull();
    List<Decision> decisions = Judge.LOGGED.poll(10, TimeUnit.SECONDS);
    if (!does.equals("replace")) {
      assertThat(decisions).hasSize(1);
      assertThat(decisions.getFirst().action()).isEqualTo(Decision.Action.WOULD_DENY);
    }
  }

  @Test
  void a_plugin_that_is_not_enforced_refuses_no_long_body_either() throws Exception {
    RawHttp.Reply reply = ask(CHUNKED, "enforce: false, config: {does: deny, limit: 1}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("hello");
  }

  @Test
  void a_plugin_that_fails_means_500_and_tells_nothing() throws Exception {
    RawHttp.Reply reply = ask(CHUNKED, config("throw"));
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).doesNotContain("secret").doesNotContain("hello");
  }

  @Test
  void answers_without_a_body_show_none_and_stay_as_they_are() throws Exception {
    RawHttp.Reply head =
        ask(
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
            config("look"),
            "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
            true);
    assertThat(head.header("x-seen")).isEqualTo("none");
    assertThat(head.header("content-length")).isEqualTo("7");
    RawHttp.Reply empty = ask("HTTP/1.1 204 No Content\r\n\r\n", config("look"));
    assertThat(empty.status()).isEqualTo(204);
    assertThat(empty.header("x-seen")).isEqualTo("none");
    assertThat(empty.header("content-length")).isNull();
    RawHttp.Reply unchanged =
        ask("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", config("replace"));
    assertThat(unchanged.status()).isEqualTo(304);
    RawHttp.Reply zero = ask("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", config("look"));
    assertThat(zero.header("x-seen")).isEmpty();
    assertThat(zero.header("content-length")).isEqualTo("0");
  }

  @Test
  void a_stream_of_events_is_never_held() throws Exception {
    String events =
        "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n";
    try (Origin origin = Origin.answering(events);
        TestGate gate = gate(origin, config("deny"));
        RawHttp client = gate.connect()) {
      client.send(GET);
      assertThat(client.readHead().status()).isEqualTo(200);
      assertThat(client.readBytes(10)).isEqualTo("5\r\ndata:\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deny", "wait head"})
  void a_switch_of_protocols_passes_the_head_phase_and_is_never_held(String does) throws Exception {
    String switched =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nfirst frame";
    try (Origin origin = Origin.answering(switched);
        TestGate gate = gate(origin, config(does));
        RawHttp client = gate.connect()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      if (does.equals("wait head")) {
        CompletableFuture<Step> outcome = waiting();
        assertThat(client.hasNothing()).isTrue();
        outcome.complete(Step.NEXT);
      }
      RawHttp.Reply reply = client.readHead();
      assertThat(reply.status()).isEqualTo(101);
      assertThat(reply.header("x-heads")).isEqualTo(does.equals("deny") ? "SERVICE" : null);
      assertThat(client.readBytes(11)).isEqualTo("first frame");
    }
  }

  @Test
  void a_compressed_body_passes_byte_for_byte() throws Exception {
    StringBuilder bytes = new StringBuilder("\u001f\u008b\b\0");
    for (int i = 0; i < 256; i++) {
      bytes.append((char) i);
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ";
    RawHttp.Reply reply = ask(head + bytes.length() + "\r\n\r\n" + bytes, "config: {does: look}");
    assertThat(reply.header("content-encoding")).isEqualTo("gzip");
    assertThat(reply.body()).isEqualTo(bytes.toString());
  }

  @Test
  void a_service_that_breaks_off_within_a_held_body_means_502() throws Exception {
    String broken = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhello";
    RawHttp.Reply reply = ask(broken, config("look"));
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).doesNotContain("hello");
  }

  @Test
  void all_held_bodies_share_one_memory_and_give_it_back() throws Exception {
    String large = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + "a".repeat(60_000);
    try (Origin origin = Origin.answering(large);
        TestGate gate =
            TestGate.with(
                List.<Class<? extends Plugin>>of(Judge.class),
                origin.yaml() + "plugins:\n- {name: judge, config: {does: wait, limit: 100000}}\n",
                s -> TestGate.bodyMemory(s, 100_000));
        RawHttp first = gate.connect();
        RawHttp second = gate.connect()) {
      first.send(GET);
      CompletableFuture<Step> outcome = waiting();
      second.send(GET);
      // The refusal is an answer that passes the plugin as well.
      waiting().complete(Step.NEXT);
      assertThat(second.read().status()).isEqualTo(503);
      outcome.complete(Step.NEXT);
      assertThat(first.read().body()).hasSize(60_000);
      second.send(GET);
      waiting().complete(Step.NEXT);
      assertThat(second.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, Origin.OK, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"})
  void the_last_byte_waits_for_those_who_act_at_the_end(String answer) throws Exception {
    try (Origin origin = Origin.answering(answer);
        TestGate gate = gate(origin, "config: {does: wait end, limit: 1, overflow: SKIP}");
        RawHttp client = gate.connect()) {
      client.send(GET);
      CompletableFuture<Step> outcome = waiting();
      String end =
          answer.equals(CHUNKED) ? "\r\n0\r\n\r\n" : answer.substring(answer.indexOf("\r\n\r\n"));
      assertThat(client.readsSoon(end)).isFalse();
      outcome.complete(Step.NEXT);
      assertThat(client.reads(end)).isTrue();
    }
  }

  @Test
  void a_refusal_at_the_end_replaces_an_answer_of_which_nothing_has_left() throws Exception {
    RawHttp.Reply reply = ask(Origin.OK, config("deny end"));
    assertThat(reply.status()).isEqualTo(453);
    assertThat(reply.body()).doesNotContain("ok");
  }

  @Test
  void a_refusal_at_the_end_breaks_off_what_has_begun_to_leave() throws Exception {
    try (Origin origin = Origin.answering(CHUNKED);
        TestGate gate = gate(origin, "config: {does: deny end, limit: 1, overflow: SKIP}");
        RawHttp client = gate.connect()) {
      client.send(GET);
      org.assertj.core.api.Assertions.assertThatThrownBy(client::read)
          .isInstanceOfAny(IOException.class, NumberFormatException.class);
    }
  }

  @Test
  void a_client_that_leaves_frees_everything() throws Exception {
    try (Origin origin = Origin.answering(CHUNKED);
        TestGate gate = gate(origin, config("wait"))) {
      try (RawHttp client = gate.connect()) {
        client.send(GET);
        waiting();
      }
      await().until(() -> gate.gateway().stats().exchangesActive() == 0);
      assertThat(gate.gateway().bodyBytes()).isZero();
    }
  }

  @Test
  void a_held_body_leaves_at_the_pace_of_the_client_and_is_accounted_for_until_then()
      throws Exception {
    int size = 8 << 20;
    String large = "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "a".repeat(size);
    try (Origin origin = Origin.answering(large);
        TestGate gate = gate(origin, "config: {does: look, limit: 10000000}");
        RawHttp client = gate.connect()) {
      client.send(GET);
      client.readHead();
      assertThat(gate.gateway().bodyBytes()).isGreaterThanOrEqualTo(size);
      assertThat(client.readBytes(size)).hasSize(size);
      await().until(() -> gate.gateway().bodyBytes() == 0);
    }
  }

  @Test
  void holds_bodies_on_http_2_too() throws Exception {
    try (Origin origin = Origin.answering(CHUNKED);
        TestGate gate = gate(origin, config("replace"));
        RawHttp2 client = new RawHttp2(gate.port())) {
      String[] get = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"};
      client.headers(1, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, get);
      assertThat(client.body(1)).isEqualTo("another body");
    }
  }
}
