package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Families 1, 2 and 4 of hostile traffic, and the advisories M11 and M14 to M18: what could be
/// read in two ways is refused with 400, the connection closes, and no service sees a byte of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FramingTest {
  private Origin origin;
  private TestGate gate;
  private Origin unasked;
  private TestGate refusing;

  @BeforeAll
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    gate = TestGate.with(origin.yaml());
    unasked = Origin.answering(Origin.OK);
    refusing = TestGate.with(unasked.yaml());
  }

  @AfterAll
  void stop() throws Exception {
    gate.close();
    origin.close();
    refusing.close();
    unasked.close();
  }

  static Stream<Arguments> ambiguous() {
    String post = "POST / HTTP/1.1\r\nHost: a\r\n";
    String get = "GET / HTTP/1.1\r\nHost: a\r\n";
    String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
        row("two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        row("two equal lengths", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"),
        row("a list of lengths", post + "Content-Length: 1, 1\r\n\r\na"),
        row("a signed length", post + "Content-Length: +1\r\n\r\na"),
        row("a negative length", post + "Content-Length: -1\r\n\r\na"),
        row("a hexadecimal length", post + "Content-Length: 0x1\r\n\r\na"),
        row("an empty length", post + "Content-Length:\r\n\r\na"),
        row("a length with a blank inside", post + "Content-Length: 1 1\r\n\r\na"),
        row("an enormous length", post + "Content-Length: 99999999999999999999\r\n\r\na"),
        row(
            "length and chunked",
            post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row(
            "chunked and length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        row("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        row(
            "two codings",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        row("chunked with a comma", post + "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"),
        row("gzip before chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        row("an unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        row("a quoted coding", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
        row(
            "coding with a vertical tab",
            post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
        row(
            "chunked in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row("blank before the colon", post + "Content-Length : 1\r\n\r\na"),
        row("a folded line", get + "X: a\r\n b\r\n\r\n"),
        row("a folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        row("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        row("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        row("bare CR in a value", get + "X: a\rb\r\n\r\n"),
        row("NUL in a value", get + "X: a\0b\r\n\r\n"),
        row("NUL in a name", get + "X\0: b\r\n\r\n"),
        row("an empty name", get + ": b\r\n\r\n"),
        row("a line without a colon", get + "nonsense\r\n\r\n"),
        row("a name with a blank", get + "X Y: b\r\n\r\n"),
        row("a name beyond ASCII", get + "X\u00e9: b\r\n\r\n"),
        row("no Host", "GET / HTTP/1.1\r\n\r\n"),
        row("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        row("two equal Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        row("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        row("a Host with user information", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        row("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        row("a Host with a bad port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
        row("a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        row("a target with user information", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a target of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("* for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("two blanks in the request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        row("no version", "GET /\r\nHost: a\r\n\r\n"),
        row("a version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n"),
        row("a method in lower case", "get / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a method with a slash", "GE/T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a signed chunk size", chunked + "+1\r\na\r\n0\r\n\r\n"),
        row("a chunk size with 0x", chunked + "0x1\r\na\r\n0\r\n\r\n"),
        row("an empty chunk size", chunked + "\r\na\r\n0\r\n\r\n"),
        row("a chunk size with a blank before", chunked + " 1\r\na\r\n0\r\n\r\n"),
        row("an enormous chunk size", chunked + "fffffffffffffffff\r\na\r\n0\r\n\r\n"),
        row("bare LF after a chunk size", chunked + "1\na\r\n0\r\n\r\n"),
        row("a chunk longer than its size", chunked + "1\r\nab\r\n0\r\n\r\n"),
        row("a chunk that ends with LF", chunked + "1\r\na\n0\r\n\r\n"),
        row("a control character in an extension", chunked + "1;a=\u0001\r\na\r\n0\r\n\r\n"),
        row("bare CR in an extension", chunked + "1;a\rb\r\na\r\n0\r\n\r\n"),
        row("an extension without end", chunked + "1;" + "a".repeat(1000)),
        row("a folded trailer", chunked + "1\r\na\r\n0\r\nX: a\r\n b\r\n\r\n"));
  }

  private static Arguments row(String what, String bytes) {
    return Arguments.of(what, bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void refuses_what_could_be_read_in_two_ways(String what, String bytes) throws Exception {
    try (RawHttp client = refusing.connect()) {
      client.send(bytes + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n");
      RawHttp.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("content-type")).startsWith("application/json");
      assertThat(reply.body()).contains("\"message\":\"Bad request\"", "\"request_id\":\"");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
    }
    // A service reads a request whole before it counts, so a body that broke midway is none.
    assertThat(unasked.waiting()).isZero();
  }

  @Test
  void refuses_a_head_that_trickles_in_byte_by_byte_as_it_refuses_it_whole() throws Exception {
    try (RawHttp client = gate.connect()) {
      trickle(client, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(400);
    }
  }

  private static void trickle(RawHttp client, String request) throws Exception {
    for (int i = 0; i < request.length(); i++) {
      client.send(request.substring(i, i + 1));
    }
  }

  @Test
  void reads_a_request_that_trickles_in_byte_by_byte() throws Exception {
    try (RawHttp client = gate.connect()) {
      String request =
          "POST /trickle HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-T: v\r\n\r\n";
      trickle(client, request);
      assertThat(client.read().body()).isEqualTo("ok");
    }
    Origin.Seen seen = origin.next();
    assertThat(seen.line()).isEqualTo("POST /trickle HTTP/1.1");
    assertThat(seen.body()).doesNotContain(";x=y");
    assertThat(seen.data()).isEqualTo("abcde");
    assertThat(seen.headers("transfer-encoding")).containsExactly("chunked");
    assertThat(seen.headers("content-length")).isEmpty();
  }

  @Test
  void answers_pipelined_requests_in_order() throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send(
          "GET /one HTTP/1.1\r\nHost: a\r\n\r\n"
              + "POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
              + "GET /three HTTP/1.1\r\nHost: a\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    assertThat(origin.next().line()).contains("/one");
    Origin.Seen second = origin.next();
    assertThat(second.line()).contains("/two");
    assertThat(second.body()).isEqualTo("abc");
    assertThat(origin.next().line()).contains("/three");
  }

  @Test
  void answers_a_client_that_ends_its_side_behind_the_request() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (RawHttp client = gate.connect()) {
        client.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").finish();
        assertThat(client.read().status()).isEqualTo(405);
      }
    }
  }

  @Test
  void lets_the_authority_of_an_absolute_target_win_over_host() throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET http://right.test/abs HTTP/1.1\r\nHost: wrong.test\r\n\r\n").read();
    }
    Origin.Seen seen = origin.next();
    assertThat(seen.line()).isEqualTo("GET /abs HTTP/1.1");
    assertThat(seen.headers("x-forwarded-host")).containsExactly("right.test");
    assertThat(seen.head()).doesNotContain("wrong.test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT a:80", "TRACE /"})
  void refuses_connect_and_trace(String line) throws Exception {
    try (RawHttp client = gate.connect()) {
      int status = client.send(line + " HTTP/1.1\r\nHost: a\r\n\r\n").read().status();
      assertThat(status).isIn(400, 405);
    }
  }

  @Test
  void never_forwards_an_upgrade_to_http2() throws Exception {
    try (RawHttp client = gate.connect()) {
      client
          .send(
              "POST /h2c HTTP/1.1\r\n"
                  + "Host: a\r\n"
                  + "Connection: Upgrade, HTTP2-Settings\r\n"
                  + "Upgrade: h2c\r\n"
                  + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
                  + "Content-Length: 1\r\n\r\n"
                  + "a")
          .read();
    }
    Origin.Seen seen = origin.next();
    assertThat(seen.headers("upgrade")).isEmpty();
    assertThat(seen.headers("http2-settings")).isEmpty();
    assertThat(seen.headers("connection")).containsExactly("keep-alive");
  }

  @Test
  void opens_no_tunnel_without_a_101_that_fits_the_key() throws Exception {
    String wrong =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: wrong\r\n\r\n";
    try (Origin own = Origin.answering(wrong);
        TestGate ownGate = TestGate.with(own.yaml());
        RawHttp client = ownGate.connect()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(502);
    }
  }

  @Test
  void treats_an_unasked_101_as_an_invalid_answer() throws Exception {
    try (Origin own = Origin.answering("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        TestGate ownGate = TestGate.with(own.yaml());
        RawHttp client = ownGate.connect()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(502);
    }
  }
}
