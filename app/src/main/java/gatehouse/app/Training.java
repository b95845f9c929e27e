package gatehouse.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The run that the start-up cache is made from: what a usual gateway does in its first second, on
/// the demo's configuration. Started by the launcher, never by a user.
public final class Training {
  private static final int ROUNDS = 40;

  private static final String TO_ITSELF =
      """
      _format_version: "3.0"
      services:
      - name: itself
        url: ITSELF
        routes:
        - name: itself
          paths: [/itself]
      """;

  private Training() {}

  /// Trains and exits with 0, or fails.
  public static void main(String[] args) throws IOException, Instance.Taken {
    Terminal terminal = Terminal.ofProcess();
    String example =
        Path.of(System.getProperty("gatehouse.home", "."), "examples/demo/gatehouse.yml")
            .toString();
    Main.run(terminal, "run", "--help");
    Main.run(terminal, "check", "--no-such-flag");
    Main.run(terminal, "check", "--config", example);
    Path folder = Files.createTempDirectory("gatehouse-training-");
    Path config = folder.resolve("gatehouse.yml");
    Path log = folder.resolve("access.log");
    try (SampleService service = new SampleService()) {
      String text = Files.readString(Path.of(example));
      Files.writeString(
          config,
          text.replace("http://127.0.0.1:9000", service.url())
              .replace("/tmp/gatehouse-demo.log", log.toString()));
      serve(config);
    } finally {
      Files.deleteIfExists(config);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    }
    System.exit(Main.OK);
  }

  private static void serve(Path config) throws IOException, Instance.Taken {
    List<String> flags = new ArrayList<>();
    for (String flag : List.of("--proxy-listen", "--proxy-tls-listen", "--admin-listen")) {
      flags.addAll(List.of(flag, "127.0.0.1:0"));
    }
    Launch launch =
        ServerFlags.read(Arguments.parse(ServerFlags.FLAGS, flags), Terminal.ofProcess());
    Logging.apply(launch.logLevel(), launch.logJson());
    Instance instance = new Instance(launch, List.of(config), Map.of());
    instance.load("training");
    Addresses addresses = instance.start();
    for (int i = 0; i < ROUNDS; i++) {
      ask(addresses.http(), "GET /data HTTP/1.1\r\nHost: a\r\n");
      ask(addresses.http(), "GET /data HTTP/1.1\r\nHost: a\r\nx-api-key: 12345\r\n");
      ask(addresses.http(), "GET /elsewhere HTTP/1.1\r\nHost: a\r\nx-api-key: 12345\r\n");
      ask(addresses.http(), "GET /office?a=b HTTP/1.1\r\nHost: a\r\nx-api-key: 67890\r\n");
    }
    // The gateway becomes a client of its own TLS listener, which trains both sides of a handshake.
    Files.writeString(config, TO_ITSELF.replace("ITSELF", addresses.https()));
    instance.load("training");
    ask(addresses.http(), "GET /itself HTTP/1.1\r\nHost: a\r\n");
    for (String path : List.of("/status/ready", "/status", "/metrics", "/config")) {
      ask(addresses.admin(), "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    }
    instance.stop();
  }

  /// One request on a connection of its own; a client library would only fill the cache.
  private static void ask(String url, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
      socket.setSoTimeout(5000);
      byte[] request = (head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      socket.getInputStream().readAllBytes();
    }
  }
}
