package gatehouse.plugin.transform;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {
  private static final String PADDING = "x".repeat(200 << 10);
  private static final String SENT = "{\"gone\":1,\"stay\":\"" + PADDING + "\"}";
  private static final String LEFT = "{\"stay\":\"" + PADDING + "\"}";

  @Test
  void a_large_request_is_changed() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "request-transformer", "body")) {
      RawHttp.Reply reply = post(gate, SENT);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(origin.next().body()).isEqualTo(LEFT);
    }
  }

  @Test
  void a_request_that_is_too_large_to_be_changed_is_refused() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "request-transformer", "body");
        RawHttp client = gate.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
              + "Content-Length: 8388609\r\n\r\n");

      assertThat(client.read().status()).isEqualTo(413);
      assertThat(origin.waiting()).isZero();
    }
  }

  @Test
  void a_large_answer_is_changed() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-Length: "
            + SENT.length()
            + "\r\n\r\n"
            + SENT;
    try (Origin origin = Origin.answering(answer);
        TestGate gate = gate(origin, "response-transformer", "json")) {
      RawHttp.Reply reply = post(gate, "");

      assertThat(reply.body()).isEqualTo(LEFT);
      assertThat(reply.header("etag")).isNull();
    }
  }

  private static TestGate gate(Origin origin, String plugin, String what) throws Exception {
    String yaml =
        """
        services:
        - name: s
          url: http://127.0.0.1:%d
          routes: [{name: r, paths: [/]}]
          plugins: [{name: %s, config: {remove: {%s: [gone]}}}]
        """
            .formatted(origin.port(), plugin, what);
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml);
  }

  private static RawHttp.Reply post(TestGate gate, String body) throws Exception {
    try (RawHttp client = gate.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n";
      return client.send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body).read();
    }
  }
}
