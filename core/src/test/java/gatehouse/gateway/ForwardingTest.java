package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Families 6 to 8, and the advisories M13 and M14: who the client is, and what a service learns
/// about it, is never the client's own word.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForwardingTest {
  private Origin origin;
  private TestGate gate;

  @BeforeAll
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    gate = TestGate.with(origin.yaml());
  }

  @AfterAll
  void stop() throws Exception {
    gate.close();
    origin.close();
  }

  private Origin.Seen forward(String fields) throws Exception {
    return forward(fields, "");
  }

  private Origin.Seen forward(String fields, String body) throws Exception {
    try (RawHttp client = gate.connect()) {
      client.send("GET /f HTTP/1.1\r\nHost: front.test\r\n" + fields + "\r\n" + body);
      assertThat(client.read().status()).isEqualTo(200);
    }
    return origin.next();
  }

  static Stream<String> identityNames() {
    return Stream.of(
            "X-Consumer-ID",
            "X-Consumer-Username",
            "X-Consumer-Custom-ID",
            "X-Consumer-Groups",
            "X-Consumer-Anything",
            "X-Credential-Identifier",
            "X-Anonymous-Consumer",
            "X-Authenticated-Groups",
            "X-Authenticated-Scope",
            "X-Authenticated-Userid",
            "X-User-Id",
            "X-User-Anything",
            "X-Gatehouse-Request-Id")
        .flatMap(n ->
            Stream.of(
                n,
                n.toLowerCase(Locale.ROOT),
                n.toUpperCase(Locale.ROOT),
                n.replace('-', '_'),
                n.replaceFirst("-", "_")));
  }

  @ParameterizedTest
  @MethodSource("identityNames")
  void removes_identity_headers_in_every_spelling(String name) throws Exception {
    Origin.Seen seen = forward(name + ": forged\r\n" + name + ": again\r\n");
    assertThat(seen.head()).doesNotContain("forged").doesNotContain("again");
  }

  @Test
  void removes_identity_headers_behind_150_others() throws Exception {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      fields.append("X-Filler-").append(i).append(": v\r\n");
    }
    Origin.Seen seen = forward(fields + "X-User-Id: forged\r\n");
    assertThat(seen.head()).doesNotContain("forged").contains("X-Filler-149");
  }

  @Test
  void removes_identity_headers_from_trailers() throws Exception {
    Origin.Seen seen =
        forward(
            "Transfer-Encoding: chunked\r\nTrailer: X-User-Id\r\n",
            "1\r\na\r\n0\r\nX-User-Id: forged\r\nAuthorization: forged\r\n\r\n");
    assertThat(seen.body()).doesNotContain("forged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Forwarded-Path",
        "X-Forwarded-Prefix",
        "X-Real-IP",
        "x_forwarded_proto",
        "X_Forwarded_Host",
        "X_Real_IP",
        "X_Forwarded_For",
        "Transfer_Encoding",
        "Content_Length"
      })
  void believes_no_forwarding_header_of_an_untrusted_client(String name) throws Exception {
    assertThat(forward(name + ": 6.6.6.6\r\n").head()).doesNotContain("6.6.6.6");
  }

  @Test
  void appends_the_peer_to_what_came_as_x_forwarded_for() throws Exception {
    Origin.Seen seen = forward("X-Forwarded-For: 6.6.6.6\r\n");
    assertThat(seen.headers("x-forwarded-for")).containsExactly("6.6.6.6, 127.0.0.1");
    assertThat(seen.headers("x-real-ip")).containsExactly("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X_HTTP_Method_Override",
        "Proxy",
        "Proxy-Connection",
        "Keep-Alive",
        "HTTP2-Settings"
      })
  void lets_no_header_pass_that_changes_the_request_behind_the_gateway(String name)
      throws Exception {
    assertThat(forward(name + ": forged\r\n").head()).doesNotContain("forged");
  }

  @Test
  void removes_what_connection_names_but_not_what_the_gateway_sets() throws Exception {
    Origin.Seen seen =
        forward(
            "Connection: X-Mine, X-Real-IP, X-Forwarded-For, X-Gatehouse-Request-Id\r\n"
                + "X-Mine: secret\r\n");
    assertThat(seen.head()).doesNotContain("secret");
    assertThat(seen.headers("x-real-ip")).containsExactly("127.0.0.1");
    assertThat(seen.headers("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(seen.headers("x-gatehouse-request-id")).hasSize(1);
  }

  @Test
  void keeps_order_and_spelling_of_the_other_headers() throws Exception {
    Origin.Seen seen = forward("X-B: 1\r\nx-a: 2\r\nX-B: 3\r\nCookie: c=d\r\n");
    assertThat(seen.fields())
        .filteredOn(f -> f.startsWith("X-B") || f.startsWith("x-a"))
        .isEqualTo(List.of("X-B: 1", "x-a: 2", "X-B: 3"));
  }

  @Test
  void gives_each_answer_the_id_that_the_service_saw() throws Exception {
    try (RawHttp client = gate.connect()) {
      RawHttp.Reply reply =
          client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Gatehouse-Request-Id: mine\r\n\r\n").read();
      String id = reply.header("x-gatehouse-request-id");
      assertThat(id).matches("[0-9a-f]{32}");
      assertThat(origin.next().headers("x-gatehouse-request-id")).containsExactly(id);
    }
  }
}
