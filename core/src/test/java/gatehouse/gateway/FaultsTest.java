package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.model.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Families 11, 13 and 14 and the advisory M24: services that fail, clients that leave or stall,
/// and what each costs.
final class FaultsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  static Stream<Arguments> invalidAnswers() {
    return Stream.of(
        Arguments.of("no HTTP", "nonsense\r\n\r\n"),
        Arguments.of("nothing", null),
        Arguments.of("half a head", "HTTP/1.1 200 OK\r\nContent-Le"),
        Arguments.of("status of two digits", "HTTP/1.1 20 OK\r\n\r\n"),
        Arguments.of("status out of range", "HTTP/1.1 999 OK\r\n\r\n"),
        Arguments.of("HTTP/2.0", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of(
            "length and chunked",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        Arguments.of("bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        Arguments.of("a folded line", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("NUL in a value", "HTTP/1.1 200 OK\r\nX: a\0\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("only interim answers", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalidAnswers")
  void answers_502_to_an_invalid_answer(String what, String answer) throws Exception {
    try (Origin origin = new Origin(_ -> answer == null ? null : answer + "");
        TestGate gate = TestGate.with(origin.yaml("retries: 0, read_timeout: 1000,"));
        RawHttp client = gate.connect()) {
      RawHttp.Reply reply = client.send(GET).read();
      while (reply.status() < 200) {
        reply = client.read();
      }
      // Half a head without an end is a service that hangs.
      assertThat(reply.status()).isIn(502, 504);
      assertThat(reply.body()).contains("request_id").doesNotContain("127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nab"
      })
  void passes_no_truncated_answer_off_as_whole(String answer) throws Exception {
    try (Origin origin = Origin.answering(answer);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send(GET);
      assertThat(readsWhole(client)).isFalse();
    }
  }

  /// An HTTP/1.0 client learns of the end by the close; only a reset says that something is
  /// missing.
  @Test
  void resets_an_http_1_0_client_whose_answer_is_cut_off() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n";
    try (Origin origin = Origin.answering(answer);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(readsWhole(client)).isFalse();
    }
  }

  private static boolean readsWhole(RawHttp client) {
    try {
      RawHttp.Reply reply = client.read();
      String length = reply.header("content-length");
      return length == null || reply.body().length() == Integer.parseInt(length);
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n"
      })
  void gives_no_body_to_an_answer_that_has_none(String answer) throws Exception {
    try (Origin origin = Origin.answering(answer);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send(GET + GET);
      assertThat(client.read().status()).isIn(204, 304);
      assertThat(client.read().status()).isIn(204, 304);
    }
  }

  @Test
  void tells_the_length_but_sends_no_body_for_head() throws Exception {
    try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
      assertThat(client.read(true).header("content-length")).isEqualTo("7");
      assertThat(client.read(true).header("content-length")).isEqualTo("7");
    }
  }

  /// Fields that frame or route have no place after a body, in an answer either.
  @Test
  void passes_trailers_on_to_a_client_that_takes_them_but_not_those_that_frame() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
            + "X-Sum: 1\r\nContent-Length: 9\r\nConnection: close\r\nSet-Cookie: a=b\r\n\r\n";
    try (Origin origin = Origin.answering(answer);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp taking = gate.connect();
        RawHttp other = gate.connect()) {
      taking.send("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
      taking.readHead();
      assertThat(taking.readBytes(21)).isEqualTo("1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n");
      other.send(GET);
      other.readHead();
      assertThat(other.readBytes(11)).isEqualTo("1\r\na\r\n0\r\n\r\n");
    }
  }

  @Test
  void passes_interim_answers_on_and_does_not_take_them_for_final() throws Exception {
    String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    try (Origin origin = Origin.answering(hints + Origin.OK);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send(GET);
      assertThat(client.read().status()).isEqualTo(103);
      assertThat(client.read().body()).isEqualTo("ok");
    }
  }

  @Test
  void answers_504_to_a_service_that_hangs() throws Exception {
    try (Origin origin = new Origin(_ -> "");
        TestGate gate = TestGate.with(origin.yaml("retries: 0, read_timeout: 300,"));
        RawHttp client = gate.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(504);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "LOCK", "FOO"})
  void never_repeats_a_request_that_may_have_been_done(String method) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Origin origin = dying(asked);
        TestGate gate = TestGate.with(origin.yaml("retries: 5,"));
        RawHttp client = gate.connect()) {
      client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na");
      assertThat(client.read().status()).isEqualTo(502);
      assertThat(asked).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
  void repeats_an_idempotent_request_as_often_as_retries_says(String method) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Origin origin = dying(asked);
        TestGate gate = TestGate.with(origin.yaml("retries: 3,"));
        RawHttp client = gate.connect()) {
      client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na");
      assertThat(client.read().status()).isEqualTo(502);
      assertThat(asked).hasValue(4);
    }
  }

  /// Nobody can tell whether a service that closes a reused connection has read the request.
  @Test
  void a_reused_connection_that_the_service_closes_costs_a_try() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Origin origin = new Origin(_ -> asked.incrementAndGet() == 1 ? Origin.OK : null);
        TestGate gate = TestGate.with(List.of(), origin.yaml("retries: 0,"), FaultsTest::oneLoop);
        RawHttp client = gate.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      assertThat(client.send(GET).read().status()).isEqualTo(502);
      assertThat(asked).hasValue(2);
    }
  }

  private static Settings oneLoop(Settings s) {
    return RecordCopy.with(s, "loops", 1);
  }

  private static Origin dying(AtomicInteger asked) throws IOException {
    return new Origin(_ -> {
      asked.incrementAndGet();
      return null;
    });
  }

  @Test
  void frees_the_service_when_the_client_leaves() throws Exception {
    try (Origin origin = new Origin(_ -> "");
        TestGate gate = TestGate.with(origin.yaml())) {
      try (RawHttp client = gate.connect()) {
        client.send(GET);
        origin.next();
      }
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> gate.gateway().stats().exchangesActive() == 0);
    }
  }

  @Test
  void sends_100_continue_only_when_the_body_is_wanted() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(List.of(), origin.yaml(), bodyLimit(10));
        RawHttp client = gate.connect();
        RawHttp refused = gate.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
      assertThat(client.send(head + "3\r\n\r\n").read().status()).isEqualTo(100);
      assertThat(client.send("abc").read().status()).isEqualTo(200);
      assertThat(refused.send(head + "11\r\n\r\n").read().status()).isEqualTo(413);
      assertThat(refused.isClosed()).isTrue();
    }
  }

  @Test
  void refuses_an_expectation_that_nobody_knows() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 1\r\n\r\na");
      assertThat(client.read().status()).isEqualTo(417);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 11\r\n\r\nabcdefghijk",
        "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n"
      })
  void refuses_a_body_over_the_limit_however_it_is_framed(String body) throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(List.of(), origin.yaml(), bodyLimit(10));
        RawHttp client = gate.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\n" + body);
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  private static UnaryOperator<Settings> bodyLimit(long bytes) {
    return s -> RecordCopy.with(s, "limits", RecordCopy.with(s.limits(), "bodySize", bytes));
  }

  private static UnaryOperator<Settings> impatient() {
    // Long enough for a busy machine to get the first bytes through in time.
    Duration soon = Duration.ofMillis(1500);
    return s -> RecordCopy.with(s, "timeouts", new Settings.Timeouts(soon, soon, soon, soon));
  }

  @Test
  void answers_408_to_a_head_or_body_that_does_not_come() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(List.of(), origin.yaml(), impatient())) {
      try (RawHttp head = gate.connect()) {
        assertThat(head.send("GET / HTTP/1.1\r\nHos").read().status()).isEqualTo(408);
      }
      try (RawHttp body = gate.connect()) {
        body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
        assertThat(body.read().status()).isEqualTo(408);
        assertThat(body.isClosed()).isTrue();
      }
    }
  }

  @Test
  void closes_idle_connections_without_a_word() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(List.of(), origin.yaml(), impatient());
        RawHttp idle = gate.connect();
        RawHttp used = gate.connect()) {
      used.send(GET).read();
      assertThat(idle.isClosed()).isTrue();
      assertThat(used.isClosed()).isTrue();
    }
  }

  static Stream<Arguments> oversize() {
    String head = "GET / HTTP/1.1\r\nHost: a\r\n";
    return Stream.of(
        Arguments.of("a long target", "GET /" + "a".repeat(9000) + " HTTP/1.1\r\n", 414),
        Arguments.of("an endless target", "GET /" + "a".repeat(100_000), 414),
        Arguments.of("a long field", head + "X: " + "a".repeat(9000) + "\r\n\r\n", 400),
        Arguments.of("an endless field", head + "X: " + "a".repeat(100_000), 400),
        Arguments.of("many fields", head + "X: a\r\n".repeat(300) + "\r\n", 400),
        Arguments.of("a large head", head + ("X: " + "a".repeat(4000) + "\r\n").repeat(9), 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oversize")
  void bounds_the_head_of_a_request(String what, String bytes, int status) throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp client = gate.connect()) {
      client.send(bytes);
      assertThat(client.read().status()).isEqualTo(status);
      assertThat(client.isClosed()).isTrue();
      assertThat(origin.waiting()).isZero();
    }
  }
}
