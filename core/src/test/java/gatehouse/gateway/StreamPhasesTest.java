package gatehouse.gateway;

import static gatehouse.gateway.StreamingPlugins.CLOSED;
import static gatehouse.gateway.StreamingPlugins.GET;
import static gatehouse.gateway.StreamingPlugins.LOGGED;
import static gatehouse.gateway.StreamingPlugins.ask;
import static gatehouse.gateway.StreamingPlugins.first;
import static gatehouse.gateway.StreamingPlugins.gate;
import static gatehouse.gateway.StreamingPlugins.second;
import static gatehouse.gateway.StreamingPlugins.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gatehouse.spi.Decision;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that stream through filters of plugins, bounds on them, and requests that are refused for
/// their path but shown first.
final class StreamPhasesTest {
  @BeforeEach
  void forget() {
    StreamingPlugins.forget();
  }

  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
  private static final String SIZED = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, SIZED, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"})
  void filters_follow_each_other_in_the_order_of_plugins(String answer) throws Exception {
    RawHttp.Reply reply = ask(answer, second("double") + first("append"));
    assertThat(reply.body()).isEqualTo("hheelllloo!!");
    assertThat(reply.header("content-length")).isNull();
    assertThat(ask(answer, first("double") + second("append")).body()).isEqualTo("hheelllloo!");
  }

  @Test
  void a_filter_sees_the_pieces_of_a_body_that_trickles() throws Exception {
    Function<String, String> body =
        plugins -> {
          try {
            return with(Origin.trickling(CHUNKED), plugins, c -> c.send(GET).read().body());
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        };
    assertThat(body.apply(first("double"))).isEqualTo("hheelllloo");
    assertThat(body.apply(first("swallow"))).isEmpty();
  }

  @Test
  void the_length_stays_where_the_filter_keeps_it() throws Exception {
    RawHttp.Reply reply = ask(SIZED, first("upper"));
    assertThat(reply.header("content-length")).isEqualTo("5");
    assertThat(reply.body()).isEqualTo("HELLO");
  }

  @Test
  void a_filter_that_lies_about_the_length_breaks_the_answer_off() {
    assertThatThrownBy(() -> wholeBody(SIZED, first("lie"))).isInstanceOf(IOException.class);
  }

  @Test
  void a_filter_that_fails_breaks_the_answer_off() {
    assertThatThrownBy(() -> wholeBody(CHUNKED, first("throw")))
        .isInstanceOfAny(IOException.class, NumberFormatException.class);
  }

  private static void wholeBody(String answer, String plugins) throws Exception {
    with(
        Origin.answering(answer),
        plugins,
        client -> {
          RawHttp.Reply reply = client.send(GET).read();
          if (reply.header("content-length") != null && reply.body().length() != 5) {
            throw new IOException("short");
          }
          return reply;
        });
  }

  @Test
  void a_filter_changes_answers_of_gatehouse_and_their_length_follows() throws Exception {
    RawHttp.Reply reply = ask("nonsense\r\n\r\n", "- {name: first, config: {response: double}}\n");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).startsWith("{{\"\"mm");
    assertThat(reply.header("content-length")).isEqualTo("" + reply.body().length());
  }

  @Test
  void head_tells_no_length_that_a_filter_would_change() throws Exception {
    String head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    StreamingPlugins.Asking<RawHttp.Reply> asking = client -> client.send(head).readHead();
    RawHttp.Reply changed = with(Origin.answering(answer), first("double"), asking);
    assertThat(changed.header("content-length")).isNull();
    RawHttp.Reply kept = with(Origin.answering(answer), first("upper"), asking);
    assertThat(kept.header("content-length")).isEqualTo("5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"double", "throw", "swallow"})
  void a_filter_that_is_not_enforced_changes_nothing(String does) throws Exception {
    RawHttp.Reply reply =
        ask(SIZED, "- {name: first, enforce: false, config: {response: " + does + "}}\n");
    assertThat(reply.body()).isEqualTo("hello");
    assertThat(reply.header("content-length")).isEqualTo("5");
    if (does.equals("throw")) {
      List<Decision> decisions = LOGGED.poll(10, TimeUnit.SECONDS);
      assertThat(decisions).isNotEmpty();
      assertThat(decisions.getFirst().action()).isEqualTo(Decision.Action.WOULD_DENY);
    }
  }

  private static final String SENT = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
  private static final String SENT_CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @ValueSource(strings = {SENT + "hello", SENT_CHUNKED + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"})
  void a_request_is_filtered_on_its_way(String request) throws Exception {
    Origin origin = Origin.answering(Origin.OK);
    with(
        origin,
        "- {name: first, config: {request: double}}\n",
        client -> {
          assertThat(client.send(request).read().status()).isEqualTo(200);
          Origin.Seen seen = origin.next();
          assertThat(seen.body().replaceAll("(?m)^[0-9a-f]+\\s*$|\\s", "")).isEqualTo("hheelllloo");
          assertThat(seen.header("content-length")).isNull();
          return seen;
        });
  }

  @Test
  void a_request_that_is_held_is_filtered_whole_and_its_length_follows() throws Exception {
    Origin origin = Origin.answering(Origin.OK);
    with(
        origin,
        "- {name: first, config: {request: append}}\n" + second("no body"),
        client -> {
          assertThat(client.send(SENT + "hello").read().status()).isEqualTo(200);
          Origin.Seen seen = origin.next();
          assertThat(seen.body()).isEqualTo("hello!");
          assertThat(seen.header("content-length")).isEqualTo("6");
          return seen;
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {SENT + "hello", SENT_CHUNKED + "3\r\nhel\r\n2\r\nlo\r\n2\r\noo\r\n0\r\n\r\n"})
  void a_request_filter_may_refuse_what_it_sees(String request) throws Exception {
    StreamingPlugins.Asking<RawHttp.Reply> asking = client -> client.send(request).read();
    String refusing = "- {name: first, config: {request: refuse}}\n";
    Origin origin = Origin.answering(Origin.OK);
    RawHttp.Reply reply = with(origin, refusing, asking);
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.body()).contains("no o");
    assertThat(decided()).containsExactly(Decision.Action.DENY);

    RawHttp.Reply held = with(Origin.answering(Origin.OK), refusing + second("no body"), asking);
    assertThat(held.status()).isEqualTo(415);
    assertThat(decided()).containsExactly(Decision.Action.DENY);

    String unenforced = refusing.replace("config", "enforce: false, config");
    assertThat(with(Origin.answering(Origin.OK), unenforced, asking).status()).isEqualTo(200);
    assertThat(decided()).containsExactly(Decision.Action.WOULD_DENY);
  }

  private static List<Decision.Action> decided() throws InterruptedException {
    List<Decision> logged = LOGGED.poll(10, TimeUnit.SECONDS);
    assertThat(logged).isNotNull();
    return logged.stream().map(Decision::action).toList();
  }

  @Test
  void a_request_filter_that_fails_means_500() throws Exception {
    RawHttp.Reply reply =
        with(
            Origin.answering(Origin.OK),
            "- {name: first, config: {request: throw}}\n",
            client -> client.send(SENT + "hello").read());
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nhello!",
        SENT_CHUNKED + "3\r\nhel\r\n3\r\nlo!\r\n0\r\n\r\n"
      })
  void a_body_that_turns_out_too_long_ends_as_the_plugin_says(String request) throws Exception {
    StreamingPlugins.Asking<RawHttp.Reply> asking = client -> client.send(request).read();
    RawHttp.Reply reply = with(Origin.answering(Origin.OK), second("limit"), asking);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.body()).contains("longer than five");
    String unenforced = second("limit").replace("config", "enforce: false, config");
    assertThat(with(Origin.answering(Origin.OK), unenforced, asking).status()).isEqualTo(200);
  }

  @Test
  void an_answer_whose_head_has_left_is_aborted_where_a_filter_refuses_it() throws Exception {
    boolean whole =
        with(
            Origin.answering(SIZED),
            first("refuse"),
            client -> {
              client.send(GET).readHead();
              return client.reads("o");
            });

    assertThat(whole).isFalse();
    List<Decision> decisions = LOGGED.poll(10, TimeUnit.SECONDS);
    assertThat(decisions).extracting(Decision::rule).containsExactly("letter");
    await().untilAsserted(() -> assertThat(CLOSED).hasValue(1));
  }

  @Test
  void a_filter_of_an_answer_only_watches_while_it_is_not_enforced() throws Exception {
    String watching = first("refuse").replace("config", "enforce: false, config");

    assertThat(ask(SIZED, watching).body()).isEqualTo("hello");

    List<Decision> decisions = LOGGED.poll(10, TimeUnit.SECONDS);
    assertThat(decisions).extracting(Decision::action).containsExactly(Decision.Action.WOULD_DENY);
    await().untilAsserted(() -> assertThat(CLOSED).hasValue(1));
  }

  @Test
  void a_body_within_the_bound_passes() throws Exception {
    assertThat(
            with(
                    Origin.answering(Origin.OK),
                    second("limit"),
                    client -> client.send(SENT + "hello").read())
                .status())
        .isEqualTo(200);
  }

  @Test
  void the_fields_as_sent_hold_what_never_goes_on() throws Exception {
    RawHttp.Reply reply =
        with(
            Origin.answering(Origin.OK),
            second("sent"),
            client ->
                client
                    .send(
                        "POST / HTTP/1.1\r\n"
                            + "hOst: a\r\n"
                            + "Connection: keep-alive, X-Hop\r\n"
                            + "X-Hop: 1\r\n"
                            + "X-Consumer-Id: forged\r\n"
                            + "Content-Length: 0\r\n\r\n")
                    .read());
    assertThat(reply.header("x-sent"))
        .isEqualTo("hOst Connection X-Hop X-Consumer-Id Content-Length");
  }

  @Test
  void a_request_that_is_refused_for_its_path_is_shown_first() throws Exception {
    String refused = "POST /a%2fb HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    StreamingPlugins.Asking<RawHttp.Reply> asking = client -> client.send(refused).read();
    assertThat(with(Origin.answering(Origin.OK), second("no refused"), asking).status())
        .isEqualTo(406);
    assertThat(with(Origin.answering(Origin.OK), second("no refused body"), asking).body())
        .contains("seen 5");
    assertThat(with(Origin.answering(Origin.OK), second("no refused later"), asking).status())
        .isEqualTo(407);
    assertThat(with(Origin.answering(Origin.OK), second("none"), asking).status()).isEqualTo(400);
    String unenforced = second("no refused").replace("config", "enforce: false, config");
    assertThat(with(Origin.answering(Origin.OK), unenforced, asking).status()).isEqualTo(400);
  }

  @Test
  void streams_with_a_filter_in_constant_memory_at_the_pace_of_the_client() throws Exception {
    int size = 32 << 20;
    String large = "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "a".repeat(size);
    try (Origin origin = Origin.answering(large);
        TestGate gate = gate(origin, first("upper"));
        RawHttp client = gate.connect()) {
      client.send(GET);
      client.readHead();
      assertThat(gate.gateway().bodyBytes()).isZero();
      assertThat(client.readBytes(size)).isEqualTo("A".repeat(size));
      await().until(() -> gate.gateway().stats().exchangesActive() == 0);
    }
  }

  @Test
  void filters_on_http_2_too() throws Exception {
    try (Origin origin = Origin.answering(SIZED);
        TestGate gate = gate(origin, first("double"));
        RawHttp2 client = new RawHttp2(gate.port())) {
      String[] get = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"};
      client.headers(1, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, get);
      assertThat(client.body(1)).isEqualTo("hheelllloo");
    }
  }
}
