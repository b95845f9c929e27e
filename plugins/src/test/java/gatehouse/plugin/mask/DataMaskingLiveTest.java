package gatehouse.plugin.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Masking on a running gateway: what comes in pieces, compressed, without end, broken, and what
/// reaches a log.
final class DataMaskingLiveTest {
  private static final String RULES =
      "rules: [{fields: [password], action: remove}, {detector: credit_card, keep_last: 4}]";
  private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String SECRET = "{\"password\":\"x\",\"c\":\"4111111111111111\"}";
  private static final String COVERED = "{\"c\":\"************1111\"}";

  @TempDir Path folder;

  @Test
  void a_number_that_comes_byte_by_byte_is_covered() throws Exception {
    String text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\n";
    try (Origin origin = Origin.trickling(text + "card 4111 1111 1111 1111 and nothing els");
        TestGate gate = gate(origin, RULES)) {
      assertThat(get(gate).body()).isEqualTo("card **** **** **** 1111 and nothing els");
    }
  }

  @Test
  void a_service_that_compresses_all_the_same_is_understood() throws Exception {
    byte[] plain = SECRET.getBytes(StandardCharsets.UTF_8);
    for (String coding : new String[] {"gzip", "zstd"}) {
      byte[] coded = coding.equals("gzip") ? gzip(plain) : Zstd.compress(plain);
      String answer =
          JSON
              + ("Content-Encoding: " + coding + "\r\n")
              + ("Content-Length: " + coded.length + "\r\n\r\n")
              + new String(coded, StandardCharsets.ISO_8859_1);
      try (Origin origin = Origin.answering(answer);
          TestGate gate = gate(origin, RULES)) {
        RawHttp.Reply reply = get(gate);

        assertThat(reply.body()).isEqualTo(COVERED);
        assertThat(reply.header("content-encoding")).isNull();
        assertThat(origin.next().header("accept-encoding")).isEqualTo("identity");
      }
    }
  }

  @Test
  void a_line_and_an_event_go_on_before_the_answer_ends() throws Exception {
    String event = "data: {\"password\":1,\"c\":4111111111111111}\n\n";
    String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    try (Origin origin = Origin.answering(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk);
        TestGate gate = gate(origin, RULES);
        RawHttp client = gate.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();

      assertThat(client.reads("data: {\"c\":\"************1111\"}\n\n\r\n")).isTrue();
    }
  }

  @Test
  void a_long_answer_that_turns_out_broken_is_aborted() throws Exception {
    String body = "[" + "\"0123456789\",".repeat(20_000) + "oops";
    String answer = JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    try (Origin origin = Origin.answering(answer);
        TestGate gate = gate(origin, RULES);
        RawHttp client = gate.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readHead();

      assertThat(client.reads("oops")).isFalse();
    }
  }

  @Test
  void a_long_answer_streams_and_all_of_it_is_covered() throws Exception {
    String row =
        "{\"id\":12345,\"password\":\"secret\",\"c\":\"4111111111111111\",\"t\":\"text\"},\n";
    int rows = (32 << 20) / row.length();
    String body = "[" + row.repeat(rows) + "0]";
    String answer = JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    String covered = "{\"id\":12345,\"c\":\"************1111\",\"t\":\"text\"},\n";
    try (Origin origin = Origin.answering(answer);
        // No body as long as this one could be held.
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                yaml(origin, RULES),
                s -> TestGate.bodyMemory(s, 1 << 20))) {
      URI uri = URI.create("http://127.0.0.1:" + gate.port() + "/");
      byte[] got;
      try (HttpClient client = HttpClient.newHttpClient()) {
        got = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body();
      }

      assertThat(got.length).isEqualTo(covered.length() * rows + 3);
      String text = new String(got, StandardCharsets.ISO_8859_1);
      assertThat(text.contains("secret") || text.contains("41111")).isFalse();
    }
  }

  @Test
  void a_request_that_is_compressed_is_covered_too() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, RULES + ", apply_to: [request]");
        RawHttp client = gate.connect()) {
      byte[] coded = gzip(SECRET.getBytes(StandardCharsets.UTF_8));
      client.send(
          "POST / HTTP/1.1\r\n"
              + "Host: h\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Encoding: gzip\r\n"
              + ("Content-Length: " + coded.length + "\r\n\r\n")
              + new String(coded, StandardCharsets.ISO_8859_1));

      assertThat(client.read().status()).isEqualTo(200);
      Origin.Seen seen = origin.next();
      assertThat(seen.body()).isEqualTo(COVERED);
      assertThat(seen.header("content-encoding")).isNull();
    }
  }

  @Test
  void logs_hold_nothing_of_it() throws Exception {
    Path log = folder.resolve("access.log");
    String plugins =
        "{detector: email}, {fields: [x-custom, ssn]}], apply_to: [logs]}}, {name: file-log,"
            + " config:"
            + " {path: \"%s\", custom_fields_by_lua: {copy: \"return kong.request.get_query_arg('c')\"}}}"
                .formatted(log);
    String rules = RULES.substring(0, RULES.length() - 1) + ", " + plugins;
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, rules, "");
        RawHttp client = gate.connect()) {
      client
          .send(
              "GET /a/4111111111111111/j%40ex.org?c=4111%201111%201111%201111&ssn=12&password=pw1&n=1"
                  + " HTTP/1.1\r\n"
                  + "Host: h\r\n"
                  + "X-Custom: abc\r\n"
                  + "Referer: http://h/?ssn=34&m=j@ex.org\r\n"
                  + "X-Mail: write to j@ex.org\r\n"
                  + "Apikey: k1\r\n"
                  + "Cookie: s=k2\r\n\r\n")
          .read();
      await().until(() -> Files.exists(log) && Files.size(log) > 0);

      String line = Files.readString(log);
      assertThat(line)
          .doesNotContain("4111")
          .doesNotContain("ex.org")
          .doesNotContain("pw1")
          .doesNotContain("=34")
          .doesNotContain("=12")
          .doesNotContain("abc")
          .doesNotContain("k1")
          .doesNotContain("k2")
          .contains("************1111", "ssn=**", "n=1", "\"copy\":\"**** **** **** 1111\"");
    }
  }

  @Test
  void logs_are_covered_for_requests_that_were_refused_before() throws Exception {
    Path log = folder.resolve("refused.log");
    String plugins =
        ", apply_to: [logs]}}, {name: key-auth}, {name: file-log, config: {path: \"%s\"}}"
            .formatted(log);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, RULES + plugins, "");
        RawHttp client = gate.connect()) {
      String request = "GET /?c=4111111111111111 HTTP/1.1\r\nHost: h\r\n\r\n";

      assertThat(client.send(request).read().status()).isEqualTo(401);

      await().until(() -> Files.exists(log) && Files.size(log) > 0);
      assertThat(Files.readString(log)).contains("?c=************1111").doesNotContain("4111111");
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static RawHttp.Reply get(TestGate gate) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").read();
    }
  }

  private static TestGate gate(Origin origin, String config) throws Exception {
    return gate(origin, config, "}}");
  }

  private static TestGate gate(Origin origin, String config, String end) throws Exception {
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin, config, end));
  }

  private static String yaml(Origin origin, String config) {
    return yaml(origin, config, "}}");
  }

  private static String yaml(Origin origin, String config, String end) {
    return origin.yaml() + "plugins: [{name: data-masking, config: {" + config + end + "]\n";
  }
}
