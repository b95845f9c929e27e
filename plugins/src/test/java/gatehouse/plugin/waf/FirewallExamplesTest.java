package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RecordCopy;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.geo.Mmdb;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    serve(file, "", "");
  }

  private void serve(String file, String from, String to) throws Exception {
    serve(file, from, to, List.of());
  }

  private void serve(String file, String from, String to, List<InetSocketAddress> names)
      throws Exception {
    String text =
        Files.readString(EXAMPLES.resolve(file))
            .replace(from, to)
            .replace("http://127.0.0.1:9000", "http://127.0.0.1:" + service.port());
    // Other addresses than loopback come by `X-Real-IP`.
    gate =
        TestGate.with(
            Plugins.CATALOGUE_CLASSES,
            text,
            settings -> RecordCopy.with(TestGate.trustingLoopback(settings), "nameServers", names));
  }

  private int post(String type, String body) throws Exception {
    try (RawHttp client = Objects.requireNonNull(gate).connect()) {
      String head = "POST /orders HTTP/1.1\r\nHost: a.example\r\nContent-Type: " + type + "\r\n";
      String length = "Content-Length: " + body.length() + "\r\n\r\n";
      return client.send(head + length + body).read(false).status();
    }
  }

  @Test
  void block_lists(@TempDir Path folder) throws Exception {
    assumeTrue(Dnsmasq.isInstalled(), "dnsmasq is not installed");
    try (Dnsmasq server =
        new Dnsmasq(
            folder,
            "abcdefghijkl.7.113.0.203.dnsbl.httpbl.org=127.3.40.4",
            "abcdefghijkl.8.113.0.203.dnsbl.httpbl.org=127.0.0.0",
            "9.113.0.203.denied.example.com=127.0.0.2")) {
      serve("block-lists.yml", "", "", List.of(server.address()));
      assertThat(comment("203.0.113.7")).as("a spammer").isEqualTo(403);
      assertThat(comment("203.0.113.8")).as("a search engine").isEqualTo(200);
      assertThat(comment("203.0.113.9")).as("on the list of one's own").isEqualTo(403);
      assertThat(comment("203.0.113.10")).isEqualTo(200);
    }
  }

  private int comment(String address) throws Exception {
    try (RawHttp client = Objects.requireNonNull(gate).connect()) {
      String head = "POST /comments HTTP/1.1\r\nHost: a.example\r\nX-Real-IP: " + address;
      return client.send(head + "\r\nContent-Length: 0\r\n\r\n").read(false).status();
    }
  }

  private int get(String target, String address) throws Exception {
    try (RawHttp client = Objects.requireNonNull(gate).connect()) {
      String head = "GET " + target + " HTTP/1.1\r\nHost: a.example\r\n";
      return client.send(head + "X-Real-IP: " + address + "\r\n\r\n").read(false).status();
    }
  }

  @Test
  void countries(@TempDir Path folder) throws Exception {
    Path database = Files.write(folder.resolve("geo.mmdb"), Mmdb.ofCities().bytes());
    String line = "SecGeoLookupDb /var/lib/GeoIP/GeoLite2-Country.mmdb";
    serve("countries.yml", "# " + line, "SecGeoLookupDb " + database);

    assertThat(get("/shop", "198.51.100.70")).as("CH").isEqualTo(200);
    assertThat(get("/shop", "203.0.113.7")).as("US").isEqualTo(403);
    assertThat(get("/shop", "192.0.2.1")).as("unknown").isEqualTo(403);
    assertThat(get("/status", "203.0.113.7")).isEqualTo(200);
  }

  @Test
  void countries_without_their_database_are_all_refused() throws Exception {
    serve("countries.yml");
    assertThat(get("/shop", "198.51.100.70")).isEqualTo(403);
    assertThat(get("/status", "203.0.113.7")).isEqualTo(200);
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
