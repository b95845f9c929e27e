package gatehouse.plugin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentGuardTest {
  private static final String UPLOAD = "Content-Type: multipart/form-data; boundary=b\r\n";
  private static final String PART =
      "--b\r\nContent-Disposition: form-data; name=f; filename=a.pdf\r\n\r\n%PDF-";
  private static final String LARGE = PART + "x".repeat(200_000) + "\r\n";
  private static final String END = "--b--\r\n";

  private static TestGate gate(Origin origin, String config) throws Exception {
    String plugins = "plugins: [{name: content-guard, config: {" + config + "}}]\n";
    return TestGate.with(Plugins.CATALOGUE_CLASSES, origin.yaml() + plugins);
  }

  private static String sized(String fields, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(fields, body.length(), body);
  }

  private static String chunked(String fields, String body, int most) {
    StringBuilder chunks = new StringBuilder();
    for (int at = 0; at < body.length(); at += most) {
      String chunk = body.substring(at, Math.min(body.length(), at + most));
      chunks
          .append(Integer.toHexString(chunk.length()))
          .append("\r\n")
          .append(chunk)
          .append("\r\n");
    }
    return "POST / HTTP/1.1\r\nHost: a\r\n%sTransfer-Encoding: chunked\r\n\r\n%s0\r\n\r\n"
        .formatted(fields, chunks);
  }

  private static String gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void an_upload_of_any_size_streams_through_unchanged() throws Exception {
    String body = LARGE + LARGE + END;
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "");
        RawHttp client = gate.connect()) {
      assertThat(client.send(sized(UPLOAD, body)).read().status()).isEqualTo(200);
      Origin.Seen sent = origin.next();
      assertThat(sent.body()).isEqualTo(body);
      assertThat(sent.header("content-length")).isEqualTo("" + body.length());

      assertThat(client.send(chunked(UPLOAD, body, 777)).read().status()).isEqualTo(200);
      assertThat(origin.next().data()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16384, 70_000, 999})
  void what_comes_late_is_refused_late_and_never_completed(int chunk) throws Exception {
    String disguised =
        "--b\r\nContent-Disposition: form-data; name=g; filename=a.pdf\r\n\r\n<?php\r\n";
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "uploads: {max_file_size: 300000}")) {
      assertThat(status(gate, chunked(UPLOAD, LARGE + disguised + END, chunk))).isEqualTo(415);
      assertThat(status(gate, sized(UPLOAD, LARGE + disguised + END))).isEqualTo(415);
      assertThat(status(gate, chunked(UPLOAD, LARGE + "--b-", chunk))).isEqualTo(415);
      assertThat(status(gate, chunked(UPLOAD, LARGE, chunk))).isEqualTo(415);
      String longer = PART + "x".repeat(400_000) + "\r\n" + END;
      assertThat(status(gate, chunked(UPLOAD, longer, chunk))).isEqualTo(413);
      assertThat(origin.waiting()).isZero();
    }
  }

  private static int status(TestGate gate, String request) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send(request).read().status();
    }
  }

  @Test
  void exactly_as_much_as_is_held_is_judged_to_its_end() throws Exception {
    String body = PART + "x".repeat((64 << 10) - PART.length() - 2 - END.length()) + "\r\n" + END;
    assertThat(body).hasSize(64 << 10);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "")) {
      assertThat(status(gate, sized(UPLOAD, body))).isEqualTo(200);
      assertThat(status(gate, sized(UPLOAD, body.replace("--b--\r\n", "--b--\r\r"))))
          .isEqualTo(415);
      assertThat(status(gate, sized(UPLOAD, body.replace("--b--\r\n", "xxxxxxx")))).isEqualTo(415);
      origin.next();
      assertThat(origin.waiting()).isZero();
    }
  }

  @Test
  void what_is_packed_is_judged_unpacked() throws Exception {
    String packed = "Content-Encoding: gzip\r\n";
    String fine = gzip(PART + "\r\n" + END);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, "max_decompressed_size: 4000000, max_compression_ratio: 50")) {
      assertThat(status(gate, sized(UPLOAD + packed, fine))).isEqualTo(200);
      assertThat(origin.next().body()).isEqualTo(fine);
      String disguised = gzip(PART.replace("%PDF", "<?ph") + "\r\n" + END);
      assertThat(status(gate, sized(UPLOAD + packed, disguised))).isEqualTo(415);
      String cut = fine.substring(0, fine.length() - 9);
      assertThat(status(gate, sized(UPLOAD + packed, cut))).isEqualTo(415);
      assertThat(status(gate, sized(packed, gzip("a".repeat(900_000))))).isEqualTo(200);
      assertThat(status(gate, sized(packed, gzip("a".repeat(2_000_000))))).isEqualTo(413);
      assertThat(status(gate, sized(packed, gzip("a".repeat(5_000_000))))).isEqualTo(413);
    }
  }
}
