package gatehouse.plugin.limit;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSizeLimitingTest {

  @Test
  void a_body_in_chunks_is_counted_while_it_streams() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, 10, "bytes", false)) {
      assertThat(post(gate, "5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n").status()).isEqualTo(200);
      assertThat(origin.next().data()).isEqualTo("abcdefghij");

      RawHttp.Reply refused = post(gate, "5\r\nabcde\r\n6\r\nfghijk\r\n0\r\n\r\n");

      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).contains("\"message\":\"Request size limit exceeded\"");
    }
  }

  @Test
  void an_endless_body_is_refused_when_the_limit_is_passed() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, 10, "bytes", false);
        RawHttp client = gate.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");

      client.send("6\r\nfghijk\r\n");

      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void chunks_are_as_good_as_a_length_where_one_is_demanded() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, 10, "bytes", true)) {
      assertThat(post(gate, "1\r\na\r\n0\r\n\r\n").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,kilobytes,1024", "1,megabytes,1048576", "2,kilobytes,2048"})
  void units_are_powers_of_1024(int size, String unit, int bytes) throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, size, unit, false)) {
      assertThat(announce(gate, bytes + 1).status()).isEqualTo(413);
      assertThat(post(gate, chunk(bytes) + "0\r\n\r\n").status()).isEqualTo(200);
      assertThat(post(gate, chunk(bytes) + chunk(1) + "0\r\n\r\n").status()).isEqualTo(413);
    }
  }

  private static String chunk(int size) {
    return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
  }

  private static TestGate gate(Origin origin, int size, String unit, boolean length)
      throws Exception {
    String yaml =
        """
        services:
        - name: s
          url: http://127.0.0.1:%d
          routes: [{name: r, paths: [/]}]
          plugins:
          - name: request-size-limiting
            config: {allowed_payload_size: %d, size_unit: %s, require_content_length: %b}
        """
            .formatted(origin.port(), size, unit, length);
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml);
  }

  private static RawHttp.Reply post(TestGate gate, String chunks) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client
          .send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
          .read();
    }
  }

  private static RawHttp.Reply announce(TestGate gate, int bytes) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client
          .send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + bytes + "\r\n\r\n")
          .read();
    }
  }
}
