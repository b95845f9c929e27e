package gatehouse.plugin.access;

import static gatehouse.plugin.cases.PeerGate.response;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.cases.PeerGate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server that is asked is a real one.
final class ForwardAuthTest {
  private static PeerGate gate(String config) throws Exception {
    return new PeerGate(
        "{name: forward-auth, config: {url: 'http://127.0.0.1:{PORT}/check?a=b'%s}}"
            .formatted(config));
  }

  @Test
  void it_is_asked_with_the_request_as_it_is_and_not_as_a_client_claims() throws Exception {
    try (PeerGate gate = gate("")) {
      RawHttp.Reply reply =
          gate.send(
              "DELETE /a/../b%20c/%C3%A9?x=%2F",
              "Authorization: tok",
              "Cookie: s=1",
              "X-Forwarded-Method: GET",
              "X-Forwarded-Uri: /public",
              "X-Forwarded-For: 10.0.0.1",
              "X-Forwarded-User: root",
              "Connection: keep-alive",
              "Content-Length: 0");
      assertThat(reply.status()).isEqualTo(200);
      Origin.Seen asked = gate.peer().next();
      assertThat(asked.line()).isEqualTo("GET /check?a=b HTTP/1.1");
      assertThat(asked.header("authorization")).isEqualTo("tok");
      assertThat(asked.header("cookie")).isEqualTo("s=1");
      assertThat(asked.headers("x-forwarded-method")).containsExactly("DELETE");
      assertThat(asked.headers("x-forwarded-uri")).containsExactly("/b%20c/%C3%A9?x=%2F");
      assertThat(asked.headers("x-forwarded-proto")).containsExactly("http");
      assertThat(asked.headers("x-forwarded-host")).containsExactly("gate.test");
      assertThat(asked.headers("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(asked.header("x-forwarded-user")).isNull();
      assertThat(asked.header("host")).startsWith("127.0.0.1:");
    }
  }

  /// The other server must not decide by another field than the service gets.
  @ParameterizedTest
  @ValueSource(strings = {"X-User: caf\u00e9", "X-User: caf\u00c3\u00a9", "Cookie: a=\u00ff"})
  void a_field_that_cannot_be_shown_as_it_is_refuses_the_request(String field) throws Exception {
    try (PeerGate gate = gate("")) {
      RawHttp.Reply reply = gate.send("GET /", field);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("has characters beyond ASCII");
      assertThat(gate.peer().waiting()).isZero();
      assertThat(gate.service().waiting()).isZero();
    }
    try (PeerGate gate = gate(", request_headers: [X-Other]")) {
      assertThat(gate.send("GET /", field).status()).as("not shown").isEqualTo(200);
      String name = field.substring(0, field.indexOf(':'));
      assertThat(gate.service().next().header(name.toLowerCase(Locale.ROOT)))
          .isEqualTo(field.substring(name.length() + 2));
    }
  }

  /// Fields in which many servers read what a request was before a proxy: a client must not be able
  /// to let the other server decide about another request than the service gets.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Method",
        "X_Forwarded_Method",
        "x_forwarded_uri",
        "X-Forwarded_Uri",
        "X_Forwarded_Host",
        "X-Forwarded-Prefix",
        "X-Forwarded-Proto",
        "X-Forwarded-Server",
        "X_Forwarded_For",
        "X-Real-IP",
        "X_Real_IP",
        "Forwarded",
        "X-Original-URL",
        "X_Original_URL",
        "X-Original-URI",
        "X-Original-Method",
        "X-Original-Host",
        "X-Rewrite-URL",
        "X_Rewrite_Url",
        "X-HTTP-Method-Override",
        "X_HTTP_Method_Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "Proxy",
        "Connection",
        "Te",
        "Keep-Alive",
        "Proxy-Connection",
        "Trailer",
        "X-Consumer-Username",
        "X_Consumer_Username",
        "X-User-Id"
      })
  void no_field_of_a_client_tells_it_of_another_request(String name) throws Exception {
    for (String config : List.of("", ", request_headers: [X-Mine, " + name + "]")) {
      try (PeerGate gate = gate(config)) {
        assertThat(gate.send("GET /secret", name + ": forged", "X-Mine: 1").status())
            .isEqualTo(200);
        Origin.Seen asked = gate.peer().next();
        assertThat(asked.head()).doesNotContain("forged");
        assertThat(asked.header("x-mine")).isEqualTo("1");
        assertThat(asked.headers("x-forwarded-uri")).containsExactly("/secret");
        assertThat(asked.headers("x-forwarded-method")).containsExactly("GET");
      }
    }
  }

  /// Neither by another spelling nor by naming it in Connection does a client's copy stay, or what
  /// the other server says get lost.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Who: root",
        "x-who: root",
        "X_Who: root",
        "X-who: root;X-Who: root",
        "Connection: X-Who;X-Who: root",
        "Connection: close, X-Who",
        "Connection: X-Who, X_Who"
      })
  void what_it_says_cannot_be_doubled_or_dropped(String fields) throws Exception {
    try (PeerGate gate = gate(", response_headers: [X-Who]")) {
      gate.answering(response(200, "X-Who: alice", ""));
      assertThat(gate.send("GET /", fields.split(";", -1)).status()).isEqualTo(200);
      Origin.Seen seen = gate.service().next();
      assertThat(seen.headers("x-who")).containsExactly("alice");
      assertThat(seen.head()).doesNotContain("root");
    }
  }

  /// Method and URI of a proxy before the gateway, and nothing else, and only where it is told so.
  @ParameterizedTest
  @CsvSource({"true, true, PUT, /outer", "true, false, GET, /in", "false, true, GET, /in"})
  void a_trusted_proxy_may_tell_of_the_request_before_it(
      boolean trusts, boolean trusted, String method, String uri) throws Exception {
    try (Origin peer = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                """
                services: [{name: s, url: "http://127.0.0.1:%1$d", routes: [{name: r, paths: [/]}]}]
                plugins: [{name: forward-auth, config: {url: "http://127.0.0.1:%1$d/", trust_forward_header: %2$s}}]
                """
                    .formatted(peer.port(), trusts),
                s -> trusted ? TestGate.trustingLoopback(s) : s);
        RawHttp client = gate.connect()) {
      client.send(
          "GET /in HTTP/1.1\r\nHost: a\r\nX-Forwarded-Method: PUT\r\nX-Forwarded-Uri: /outer\r\n"
              + "X_Forwarded_Uri: /forged\r\nX-Original-URL: /forged\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      Origin.Seen asked = peer.next();
      assertThat(asked.headers("x-forwarded-method")).containsExactly(method);
      assertThat(asked.headers("x-forwarded-uri")).containsExactly(uri);
      assertThat(asked.head()).doesNotContain("forged");
    }
  }

  @Test
  void a_redirect_is_the_clients_to_follow_and_a_header_of_it_breaks_no_line() throws Exception {
    try (Origin elsewhere = Origin.answering(Origin.OK);
        PeerGate gate = gate(", response_headers: [X-Who]")) {
      String there = "http://127.0.0.1:" + elsewhere.port() + "/";
      for (int status : List.of(301, 302, 303, 307, 308)) {
        assertThat(
                gate.answering(response(status, "Location: " + there, "")).send("GET /").status())
            .isEqualTo(status);
      }
      assertThat(elsewhere.waiting()).isZero();
      gate.answering("HTTP/1.1 100 Continue\r\n\r\n" + response(403, "", ""));
      assertThat(gate.send("GET /").status()).isEqualTo(403);
      gate.answering("HTTP/1.1 200 OK\r\nX-Who: a\r\n X-Admin: 1\r\nContent-Length: 0\r\n\r\n");
      RawHttp.Reply folded = gate.send("GET /");
      if (folded.status() == 200) {
        assertThat(gate.service().next().header("x-admin")).isNull();
      } else {
        assertThat(folded.status()).isEqualTo(503);
      }
      assertThat(gate.service().waiting()).isZero();
    }
  }

  @Test
  void method_headers_and_body_are_its_to_see_where_it_is_told_so() throws Exception {
    try (PeerGate gate =
            gate(
                ", method_from_request: true, request_headers: [X-A], send_body: true,"
                    + " max_body_size: 5");
        RawHttp client = gate.gate().connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-B: 2\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.read().status()).isEqualTo(200);
      Origin.Seen asked = gate.peer().next();
      assertThat(asked.line()).startsWith("POST ");
      assertThat(asked.header("x-a")).isEqualTo("1");
      assertThat(asked.header("x-b")).isNull();
      assertThat(asked.body()).isEqualTo("hello");
      assertThat(gate.service().next().body()).isEqualTo("hello");
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nhello!");
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(gate.peer().waiting()).isZero();
    }
  }

  @Test
  void what_it_says_of_the_caller_replaces_what_the_caller_says() throws Exception {
    try (PeerGate gate = gate(", response_headers: [X-Who, X-Role]")) {
      gate.answering(response(204, "X-Who: alice\r\nX-Other: o", ""));
      assertThat(gate.send("GET /", "X-Who: root", "X-Role: root", "x_role: root").status())
          .isEqualTo(200);
      Origin.Seen seen = gate.service().next();
      assertThat(seen.headers("x-who")).containsExactly("alice");
      assertThat(seen.head()).doesNotContain("root").doesNotContain("X-Other");
    }
  }

  @Test
  void every_other_answer_is_the_clients() throws Exception {
    try (PeerGate gate = gate("")) {
      gate.answering(
          response(
              302,
              "Location: https://login.test/?back=1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                  + "Content-Type: text/html\r\nKeep-Alive: timeout=5",
              "<a>"));
      RawHttp.Reply reply = gate.send("GET /");
      assertThat(reply.status()).isEqualTo(302);
      assertThat(reply.header("location")).isEqualTo("https://login.test/?back=1");
      assertThat(reply.fields()).contains("set-cookie: a=1", "set-cookie: b=2");
      assertThat(reply.header("content-type")).isEqualTo("text/html");
      assertThat(reply.header("keep-alive")).isNull();
      assertThat(reply.body()).isEqualTo("<a>");
      for (int status : List.of(300, 400, 401, 403, 404, 500, 503)) {
        assertThat(gate.answering(response(status, "", "")).send("GET /").status())
            .isEqualTo(status);
      }
      assertThat(gate.service().waiting()).isZero();
    }
  }

  /// The advisory M32: what another server answers is hostile too.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf",
        ""
      })
  void no_whole_answer_closes_the_gate(String answer) throws Exception {
    try (PeerGate gate = gate("").answering(answer.isEmpty() ? null : answer)) {
      assertThat(gate.send("GET /").status()).isEqualTo(503);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  @Test
  void an_answer_over_the_limit_or_over_time_closes_the_gate() throws Exception {
    try (PeerGate gate = gate(", timeout: 200")) {
      assertThat(gate.answering(response(200, "", "x".repeat(70_000))).send("GET /").status())
          .isEqualTo(503);
      assertThat(gate.answering("HTTP/1.1 200 OK\r\n").send("GET /").status()).isEqualTo(503);
      assertThat(gate.service().waiting()).isZero();
    }
  }

  @Test
  void strict_is_nginxs_reading() throws Exception {
    try (PeerGate gate = gate(", strict: true")) {
      RawHttp.Reply unauthorized =
          gate.answering(response(401, "WWW-Authenticate: Basic\r\nX-A: 1", "secret"))
              .send("GET /");
      assertThat(unauthorized.status()).isEqualTo(401);
      assertThat(unauthorized.header("www-authenticate")).isEqualTo("Basic");
      assertThat(unauthorized.header("x-a")).isNull();
      assertThat(unauthorized.body()).doesNotContain("secret");
      assertThat(gate.answering(response(403, "", "")).send("GET /").status()).isEqualTo(403);
      assertThat(gate.answering(response(302, "", "")).send("GET /").status()).isEqualTo(500);
      assertThat(gate.answering(response(404, "", "")).send("GET /").status()).isEqualTo(500);
      assertThat(gate.answering(response(206, "", "")).send("GET /").status()).isEqualTo(200);
    }
  }

  @Test
  void a_pass_may_be_kept_for_the_very_same_request_only() throws Exception {
    try (PeerGate gate = gate(", cache_ttl: 60, response_headers: [X-Who]")) {
      gate.answering(response(200, "X-Who: alice", ""));
      assertThat(gate.send("GET /a", "Cookie: s=1").status()).isEqualTo(200);
      assertThat(gate.send("GET /a", "Cookie: s=1").status()).isEqualTo(200);
      assertThat(gate.peer().waiting()).isOne();
      gate.service().next();
      assertThat(gate.service().next().header("x-who")).isEqualTo("alice");
      gate.answering(response(403, "", ""));
      assertThat(gate.send("GET /b", "Cookie: s=1").status()).isEqualTo(403);
      assertThat(gate.send("POST /a", "Cookie: s=1").status()).isEqualTo(403);
      assertThat(gate.send("GET /a?x", "Cookie: s=1").status()).isEqualTo(403);
      assertThat(gate.send("GET /a", "Cookie: s=2").status()).isEqualTo(403);
      assertThat(gate.send("GET /a").status()).isEqualTo(403);
      assertThat(gate.send("GET /b", "Cookie: s=1").status()).isEqualTo(403);
      assertThat(gate.peer().waiting()).isEqualTo(7);
    }
  }

  @Test
  void an_upgrade_is_asked_about_too() throws Exception {
    try (PeerGate gate = gate("").answering(response(403, "", ""))) {
      assertThat(
              gate.send(
                      "GET /",
                      "Connection: Upgrade",
                      "Upgrade: websocket",
                      "Sec-WebSocket-Version: 13",
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                  .status())
          .isEqualTo(403);
    }
  }
}
