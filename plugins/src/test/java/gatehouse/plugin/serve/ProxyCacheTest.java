package gatehouse.plugin.serve;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.spi.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProxyCacheTest {
  private static final String TEXT = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

  private static final String ID = "5b1b7a0e-6f0d-4d0a-9d8f-0a4c1c1f3e55";

  @Test
  void keeps_an_answer_that_came_in_chunks() throws Exception {
    try (Origin origin =
            Origin.answering(
                TEXT + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
        TestGate gate = gate(origin)) {
      assertThat(get(gate, "/").header("x-cache-status")).isEqualTo("Miss");

      RawHttp.Reply kept = get(gate, "/");

      assertThat(kept.header("x-cache-status")).isEqualTo("Hit");
      assertThat(kept.header("content-length")).isEqualTo("3");
      assertThat(kept.body()).isEqualTo("abc");
    }
  }

  @Test
  void never_keeps_what_broke_off() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Origin origin =
            new Origin(_ ->
                asked.getAndIncrement() == 0
                    ? TEXT + "Connection: close\r\nContent-Length: 5\r\n\r\nab"
                    : TEXT + "Content-Length: 5\r\n\r\nabcde");
        TestGate gate = gate(origin)) {
      try (RawHttp client = gate.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
        assertThat(client.readBytes(2)).isEqualTo("ab");
        assertThat(client.isClosed()).isTrue();
      }

      RawHttp.Reply again = get(gate, "/");

      assertThat(again.header("x-cache-status")).isEqualTo("Miss");
      assertThat(again.body()).isEqualTo("abcde");
    }
  }

  @Test
  void operators_see_and_forget_single_answers() throws Exception {
    try (Origin origin = Origin.answering(TEXT + "Content-Length: 3\r\n\r\nabc");
        TestGate gate = gate(origin)) {
      String path = "caches/" + get(gate, "/").header("x-cache-key");

      Answer shown = requireNonNull(gate.gateway().onAdmin("proxy-cache", ID, "GET", path));
      assertThat(requireNonNull(shown.raw()).body())
          .asString()
          .contains("\"status\":200", "\"Content-Type\":\"text/plain\"", "\"body\":\"abc\"");

      assertThat(requireNonNull(gate.gateway().onAdmin("proxy-cache", ID, "DELETE", path)).status())
          .isEqualTo(204);
      assertThat(gate.gateway().onAdmin("proxy-cache", ID, "DELETE", path)).isNull();
      assertThat(gate.gateway().onAdmin("proxy-cache", ID, "GET", path)).isNull();
      assertThat(get(gate, "/").header("x-cache-status")).isEqualTo("Miss");
    }
  }

  @Test
  void operators_need_not_name_the_instance() throws Exception {
    try (Origin origin = Origin.answering(TEXT + "Content-Length: 3\r\n\r\nabc");
        TestGate gate = gate(origin)) {
      String key = requireNonNull(get(gate, "/").header("x-cache-key"));
      get(gate, "/other");

      assertThat(admin(gate, "GET", key)).isEqualTo(200);
      assertThat(admin(gate, "PUT", key)).isEqualTo(405);
      assertThat(admin(gate, "DELETE", key)).isEqualTo(204);
      assertThat(admin(gate, "DELETE", key)).isEqualTo(404);
      assertThat(admin(gate, "GET", "")).isEqualTo(405);
      assertThat(get(gate, "/other").header("x-cache-status")).isEqualTo("Hit");
      assertThat(admin(gate, "DELETE", "")).isEqualTo(204);
      assertThat(get(gate, "/other").header("x-cache-status")).isEqualTo("Miss");
    }
  }

  private static int admin(TestGate gate, String method, String word) {
    Answer answer = gate.gateway().onAdmin("proxy-cache", null, method, word);
    return answer == null ? 404 : answer.status();
  }

  @Test
  void gives_out_the_largest_answer_whole() throws Exception {
    String large = "x".repeat(CacheStore.LARGEST);
    try (Origin origin =
            Origin.answering(TEXT + "Content-Length: " + large.length() + "\r\n\r\n" + large);
        TestGate gate = gate(origin)) {
      for (String status : new String[] {"Miss", "Hit", "Hit"}) {
        RawHttp.Reply reply = get(gate, "/");
        assertThat(reply.header("x-cache-status")).isEqualTo(status);
        assertThat(reply.body()).hasSize(large.length());
      }
    }
  }

  @Test
  void passes_on_but_does_not_keep_what_is_too_large() throws Exception {
    String large = "x".repeat(CacheStore.LARGEST + 1);
    try (Origin origin =
            Origin.answering(TEXT + "Content-Length: " + large.length() + "\r\n\r\n" + large);
        TestGate gate = gate(origin)) {
      for (int i = 0; i < 2; i++) {
        RawHttp.Reply reply = get(gate, "/");
        assertThat(reply.header("x-cache-status")).isEqualTo("Miss");
        assertThat(reply.body()).hasSize(large.length());
      }
    }
  }

  @Test
  void answers_outlive_a_reload() throws Exception {
    try (Origin origin = Origin.answering(TEXT + "Content-Length: 2\r\n\r\nok");
        TestGate gate = gate(origin)) {
      get(gate, "/");

      gate.swap(yaml(origin));

      assertThat(get(gate, "/").header("x-cache-status")).isEqualTo("Hit");
    }
  }

  private static TestGate gate(Origin origin) throws Exception {
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin));
  }

  private static String yaml(Origin origin) {
    return """
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes: [{name: r, paths: [/]}]
      plugins: [{name: proxy-cache, id: %s, config: {strategy: memory}}]
    """
        .formatted(origin.port(), ID);
  }

  private static RawHttp.Reply get(TestGate gate, String target) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").read();
    }
  }
}
