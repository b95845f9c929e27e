package gatehouse.control;

import gatehouse.config.ConfigLoader;
import gatehouse.log.Metrics;
import gatehouse.model.Settings;
import gatehouse.spi.Catalogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An admin address on a free port of loopback, and a client for it.
final class TestAdmin implements AutoCloseable {
  static final Catalogue CATALOGUE = new Catalogue(List.of(SamplePlugin.class));

  final TestDoor door = new TestDoor();
  final Metrics metrics = new Metrics("node", "1.2.3", InstantSource.system());
  final ConfigLoader loader = new ConfigLoader(CATALOGUE, Map.of());
  final Reloader reloader;
  private final AdminServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  TestAdmin(Path... files) {
    reloader = new Reloader(List.of(files), loader, door, metrics);
    Node node = new Node("5f0f1f3e-0000-4000-8000-000000000000", "1.2.3", "host.test");
    try {
      server =
          new AdminServer(
              new Settings.Listen("127.0.0.1", 0),
              new AdminServer.Parts(node, CATALOGUE, loader, reloader, door, metrics));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  int port() {
    return server.address().getPort();
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "", new byte[0]);
  }

  JsonNode json(String path) {
    return Reply.JSON.readTree(get(path).body());
  }

  HttpResponse<String> post(String path, String type, String body) {
    return send("POST", path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<String> send(String method, String path, String type, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Sends bytes as they are and reads the answer to its end.
  String raw(String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(answer);
      return answer.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
    reloader.close();
    client.close();
  }
}
