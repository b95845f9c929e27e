package gatehouse.gateway;

import static gatehouse.gateway.RawHttp2.CONTINUATION;
import static gatehouse.gateway.RawHttp2.DATA;
import static gatehouse.gateway.RawHttp2.END_HEADERS;
import static gatehouse.gateway.RawHttp2.END_STREAM;
import static gatehouse.gateway.RawHttp2.GOAWAY;
import static gatehouse.gateway.RawHttp2.HEADERS;
import static gatehouse.gateway.RawHttp2.PING;
import static gatehouse.gateway.RawHttp2.RST_STREAM;
import static gatehouse.gateway.RawHttp2.SETTINGS;
import static gatehouse.gateway.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Family 3 and the HTTP/2 part of family 11; the advisories M16 and M19 to M23. Each test has a
/// service of its own, since floods leave requests behind that arrive whenever they like.
final class Http2Test {
  private static final int ENDS = END_STREAM | END_HEADERS;
  private static final String[] GET = {
    ":method", "GET", ":scheme", "http", ":path", "/h2", ":authority", "front.test"
  };

  private Origin origin;
  private TestGate gate;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    gate = TestGate.with(origin.yaml());
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
    origin.close();
  }

  private static String[] get(String... more) {
    String[] all = Arrays.copyOf(GET, GET.length + more.length);
    System.arraycopy(more, 0, all, GET.length, more.length);
    return all;
  }

  private static String[] changed(int at, String value) {
    String[] all = GET.clone();
    all[at] = value;
    return all;
  }

  static Stream<Arguments> malformed() {
    List<Arguments> rows = new ArrayList<>();
    for (String[] field :
        new String[][] {
          {"connection", "close"},
          {"keep-alive", "5"},
          {"proxy-connection", "close"},
          {"transfer-encoding", "chunked"},
          {"upgrade", "h2c"},
          {"te", "gzip"},
          {"X-Upper", "a"},
          {"x y", "a"},
          {"x\r\ny", "a"},
          {"x:y", "a"},
          {"", "a"},
          {"x", "a\r\nb: c"},
          {"x", "a\nb"},
          {"x", "a\0b"},
          {"x", " a"},
          {"x", "a\t"},
          {"content-length", "5"},
          {"content-length", "-1"},
          {"content-length", "a"},
          {":unknown", "a"},
          {":path", "/again"},
        }) {
      rows.add(Arguments.of("field " + field[0].strip() + " = " + field[1].strip(), get(field)));
    }
    rows.add(Arguments.of("a path with a blank", changed(5, "/a b")));
    rows.add(Arguments.of("a path with a line break", changed(5, "/a\r\nX: y")));
    rows.add(Arguments.of("a path with a fragment", changed(5, "/a#b")));
    rows.add(Arguments.of("an empty path", changed(5, "")));
    rows.add(Arguments.of("a relative path", changed(5, "a")));
    rows.add(Arguments.of("an absolute path", changed(5, "http://a/b")));
    rows.add(Arguments.of("a method with a blank", changed(1, "GET /x HTTP/1.1\r\nA: b")));
    rows.add(Arguments.of("a method in lower case", changed(1, "get")));
    rows.add(Arguments.of("another scheme", changed(3, "ftp")));
    rows.add(Arguments.of("an authority with user information", changed(7, "u@a")));
    rows.add(Arguments.of("an authority with a blank", changed(7, "a b")));
    rows.add(Arguments.of("no path", Arrays.copyOf(GET, 4)));
    rows.add(
        Arguments.of(
            "a pseudo-header after a field",
            new String[] {":method", "GET", ":scheme", "http", "x", "y", ":path", "/"}));
    rows.add(Arguments.of("two Hosts", get("host", "a", "host", "b")));
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void refuses_a_malformed_request_whole(String what, String[] fields) throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      RawHttp2.Frame answer = client.headers(1, ENDS, fields).read();
      assertThat(answer == null || answer.type() == RST_STREAM || answer.type() == GOAWAY)
          .as("answer %s", answer)
          .isTrue();
      assertThat(origin.waiting()).isZero();
    }
  }

  @Test
  void lets_authority_win_over_host_and_joins_cookie_crumbs() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      client.headers(1, ENDS, get("host", "other.test", "cookie", "a=b", "cookie", "c=d"));
      assertThat(client.next().type()).isEqualTo(HEADERS);
    }
    Origin.Seen seen = origin.next();
    assertThat(seen.headers("x-forwarded-host")).containsExactly("front.test");
    assertThat(seen.headers("cookie")).containsExactly("a=b; c=d");
    assertThat(seen.head()).doesNotContain("other.test");
  }

  @Test
  void resets_a_request_whose_data_disagrees_with_its_length() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      String[] head = changed(1, "POST");
      client.headers(1, END_HEADERS, with(head, "content-length", "5"));
      client.frame(DATA, END_STREAM, 1, "abcdefgh".getBytes(StandardCharsets.US_ASCII));
      RawHttp2.Frame answer = client.read();
      assertThat(answer == null || answer.type() == RST_STREAM || answer.type() == GOAWAY).isTrue();
    }
    assertThat(origin.waiting()).isZero();
  }

  private static String[] with(String[] head, String name, String value) {
    String[] all = Arrays.copyOf(head, head.length + 2);
    all[head.length] = name;
    all[head.length + 1] = value;
    return all;
  }

  /// The body that nobody wants any more is refused behind the answer, not before it.
  @Test
  void answers_whole_before_it_refuses_the_rest_of_a_request() throws Exception {
    String[] post = changed(1, "POST");
    post[5] = "/a%2Fb";
    byte[] smallWindow = {0, 4, 0, 0, 0, 10};
    for (byte[] settings : List.of(new byte[0], smallWindow)) {
      try (RawHttp2 client = new RawHttp2(gate.port())) {
        client.frame(SETTINGS, 0, 0, settings).headers(1, END_HEADERS, post);

        assertThat(client.next().type()).isEqualTo(HEADERS);
        StringBuilder body = new StringBuilder();
        RawHttp2.Frame frame;
        do {
          frame = client.next();
          assertThat(frame.type()).as("after %s", body).isEqualTo(DATA);
          body.append(new String(frame.payload(), StandardCharsets.US_ASCII));
          if (frame.payload().length > 0) {
            byte[] more = {0, 0, 0, (byte) frame.payload().length};
            client.frame(WINDOW_UPDATE, 0, 1, more);
          }
        } while ((frame.flags() & END_STREAM) == 0);

        assertThat(body.toString()).startsWith("{\"message\":\"Bad request\"").endsWith("}");
        RawHttp2.Frame reset = client.next();
        assertThat(reset.type()).isEqualTo(RST_STREAM);
        assertThat(reset.error()).isZero();
      }
    }
  }

  /// RFC 9113, section 5.1: what was on its way when the stream was reset is passed over. A client
  /// may use up the window that it had, in frames as small as it likes.
  @Test
  void keeps_the_other_streams_of_a_client_that_goes_on_sending_to_one_it_lost() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      refused(client);
      for (int i = 0; i < 1000; i++) {
        client.frame(DATA, 0, 1, "late".getBytes(StandardCharsets.US_ASCII));
      }
      client.frame(DATA, END_STREAM, 1, new byte[16_384]);

      client.headers(3, ENDS, changed(5, "/next"));

      RawHttp2.Frame answer = client.next();
      assertThat(answer.type()).isEqualTo(HEADERS);
      assertThat(answer.stream()).isEqualTo(3);
    }
  }

  @Test
  void goes_away_from_a_client_that_sends_more_than_it_was_given_room_for() throws Exception {
    for (int size : List.of(16_384, 0)) {
      try (RawHttp2 client = new RawHttp2(gate.port())) {
        refused(client);
        assertThat(closes(client, i -> client.frame(DATA, 0, 1, new byte[size]), 1000)).isTrue();
      }
    }
  }

  @Test
  void goes_away_from_a_client_that_sends_heads_on_a_stream_it_lost() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      refused(client);
      assertThat(closes(client, i -> client.headers(1, ENDS, "x-trailer", "a"), 1000)).isTrue();
    }
  }

  /// Before it has read our settings a client may open more streams than we serve at once.
  @Test
  void keeps_the_other_streams_of_a_client_that_opened_too_many() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      for (int i = 0; i < 150; i++) {
        client.headers(2 * i + 1, END_HEADERS, changed(1, "POST"));
        client.frame(DATA, 0, 2 * i + 1, "ab".getBytes(StandardCharsets.US_ASCII));
      }
      int refused = 0;
      while (refused < 22) {
        RawHttp2.Frame frame = client.next();
        assertThat(frame.type()).isEqualTo(RST_STREAM);
        assertThat(frame.error()).as("REFUSED_STREAM").isEqualTo(7);
        refused++;
      }
      client.frame(DATA, END_STREAM, 1, new byte[0]);
      assertThat(client.next().stream()).isEqualTo(1);
    }
  }

  /// Its first stream is refused, and reset once it has had its answer and the time to see it.
  private static void refused(RawHttp2 client) throws IOException {
    String[] post = changed(1, "POST");
    post[5] = "/a%2Fb";
    client.headers(1, END_HEADERS, post);
    RawHttp2.Frame frame;
    do {
      frame = client.next();
    } while (frame.type() != RST_STREAM);
  }

  /// The stream lingers, but it has had its request.
  @Test
  void takes_nothing_behind_an_answer_for_another_request() throws Exception {
    String[] post = changed(1, "POST");
    post[5] = "/a%2Fb";
    for (String[] trailers : List.of(GET, new String[] {"x-trailer", "a"})) {
      try (RawHttp2 client = new RawHttp2(gate.port())) {
        client.headers(1, END_HEADERS, post);
        assertThat(client.next().type()).isEqualTo(HEADERS);
        while ((client.next().flags() & END_STREAM) == 0) {}

        client.headers(1, ENDS, trailers).headers(3, ENDS, changed(5, "/next"));

        RawHttp2.Frame answer = client.next();
        boolean isRequest = trailers[0].startsWith(":");
        if (isRequest) {
          assertThat(answer.type()).isEqualTo(RST_STREAM);
          answer = client.next();
        }
        assertThat(answer.type()).isEqualTo(HEADERS);
        assertThat(answer.stream()).isEqualTo(3);
        assertThat(origin.next().line()).contains("/next");
        assertThat(origin.waiting()).isZero();
      }
    }
  }

  @Test
  void removes_identity_headers_on_this_protocol_too() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      client.headers(1, ENDS, get("x-user-id", "forged", "x_consumer_id", "forged"));
      assertThat(client.next().type()).isEqualTo(HEADERS);
    }
    assertThat(origin.next().head()).doesNotContain("forged");
  }

  @Test
  void serves_many_streams_of_one_connection() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      for (int stream = 1; stream < 101; stream += 2) {
        client.headers(stream, ENDS, GET);
      }
      int answered = 0;
      while (answered < 50) {
        if (client.next().type() == HEADERS) {
          answered++;
        }
      }
    }
    for (int i = 0; i < 50; i++) {
      origin.next();
    }
  }

  @Test
  void goes_away_from_a_client_that_resets_streams_rapidly() throws Exception {
    assertThat(
            endsWithGoAway((client, i) -> {
              client.headers(1 + 2 * i, ENDS, GET);
              client.frame(RST_STREAM, 0, 1 + 2 * i, new byte[] {0, 0, 0, 8});
            }))
        .isTrue();
  }

  @Test
  void goes_away_from_a_client_that_provokes_resets_rapidly() throws Exception {
    assertThat(
            endsWithGoAway((client, i) -> {
              client.headers(1 + 2 * i, END_HEADERS, changed(1, "POST"));
              client.frame(RawHttp2.WINDOW_UPDATE, 0, 1 + 2 * i, new byte[] {0, 0, 0, 0});
            }))
        .isTrue();
  }

  @Test
  void bounds_a_head_that_never_ends() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      client.headers(1, 0, GET);
      byte[] filler = RawHttp2.block("x-filler", "a".repeat(1000));
      assertThat(closes(client, i -> client.frame(CONTINUATION, 0, 1, filler), 10_000)).isTrue();
    }
  }

  @Test
  void bounds_continuations_that_carry_nothing() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      client.headers(1, 0, GET);
      assertThat(closes(client, i -> client.frame(CONTINUATION, 0, 1, new byte[0]), 100_000))
          .isTrue();
    }
  }

  @Test
  void bounds_frames_that_carry_nothing() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      client.headers(1, END_HEADERS, changed(1, "POST"));
      assertThat(closes(client, i -> client.frame(DATA, 0, 1, new byte[0]), 100_000)).isTrue();
    }
  }

  @Test
  void bounds_the_answers_to_pings_and_settings_that_nobody_reads() throws Exception {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      assertThat(closes(client, i -> client.frames(1000, PING, new byte[8]), 3000)).isTrue();
    }
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      assertThat(closes(client, i -> client.frames(1000, SETTINGS, new byte[0]), 3000)).isTrue();
    }
  }

  private interface Turn {
    void take(RawHttp2 client, int turn) throws IOException;
  }

  private interface Flood {
    void send(int turn) throws IOException;
  }

  private boolean endsWithGoAway(Turn turn) throws IOException {
    try (RawHttp2 client = new RawHttp2(gate.port())) {
      closes(client, i -> turn.take(client, i), 2000);
      RawHttp2.Frame frame = client.read();
      while (frame != null && frame.type() != GOAWAY) {
        frame = client.read();
      }
      return true;
    }
  }

  /// Whether sending fails in the end because the other side has closed.
  private static boolean closes(RawHttp2 client, Flood flood, int turns) {
    try {
      for (int i = 0; i < turns; i++) {
        flood.send(i);
      }
    } catch (IOException e) {
      return true;
    }
    try {
      RawHttp2.Frame frame = client.read();
      while (frame != null && frame.type() != GOAWAY) {
        frame = client.read();
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }
}
