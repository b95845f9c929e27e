package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The files of `examples/firewall` on a live gateway: only addresses are the test's.
final class FirewallExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples/firewall");

  private final Origin service = Origin.answering(Origin.OK);
  private @Nullable TestGate gate;

  FirewallExamplesTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    if (gate != null) {
      gate.close();
    }
    service.close();
  }

  private void serve(String file) throws Exception {
    String text =
        Files.readString(EXAMPLES.resolve(file))
            .replace("http://127.0.0.1:9000", "http://127.0.0.1:" + service.port());
    // Other addresses than loopback come by `X-Real-IP`.
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, text, TestGate::trustingLoopback);
  }

  private int post(String type, String body) throws Exception {
    try (RawHttp client = Objects.requireNonNull(gate).connect()) {
      String head = "POST /orders HTTP/1.1\r\nHost: a.example\r\nContent-Type: " + type + "\r\n";
      String length = "Content-Length: " + body.length() + "\r\n\r\n";
      return client.send(head + length + body).read(false).status();
    }
  }

  @Test
  void xml_arguments() throws Exception {
    serve("xml-arguments.yml");
    String attack = "; cat /etc/passwd";

    assertThat(post("text/xml", "<order><item>1</item></order>")).isEqualTo(200);
    assertThat(post("text/xml", "<order>" + "<item>1</item>".repeat(4) + "</order>"))
        .isEqualTo(422);
    assertThat(post("text/xml", "<order><item>" + attack + "</item></order>")).isEqualTo(403);
    assertThat(post("text/xml", "<order><note>" + attack + "</note></order>")).isEqualTo(200);
  }
}
