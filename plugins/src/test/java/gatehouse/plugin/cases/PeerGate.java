package gatehouse.plugin.cases;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A gateway whose plugin asks another server: a service behind it, and that server beside it.
///
/// ```java
/// try (var gate = new PeerGate("{name: opa, config: {opa_port: {PORT}}}")) { … }
/// ```
public final class PeerGate implements AutoCloseable {
  private final Origin service = Origin.answering(Origin.OK);
  private final Origin peer = new Origin(this::answerOf);
  private final TestGate gate;
  private volatile @Nullable String answer = Origin.OK;

  /// @param plugins of the only route, in YAML; `{PORT}` stands for the port of the other server
  public PeerGate(String plugins) throws Exception {
    this(plugins, "");
  }

  /// @param more further lists of the document
  public PeerGate(String plugins, String more) throws Exception {
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document(plugins, more));
  }

  private String document(String plugins, String more) {
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes: [{name: r, paths: [/], strip_path: false}]
    plugins:
    - %s
    %s
    """
        .formatted(service.port(), plugins, more)
        .replace("{PORT}", Integer.toString(peer.port()));
  }

  private @Nullable String answerOf(Origin.Seen request) {
    return answer;
  }

  /// From now on the other server answers with these bytes; null: it closes the connection.
  public PeerGate answering(@Nullable String bytes) {
    answer = bytes;
    return this;
  }

  /// From now on the other server answers with this JSON.
  public PeerGate answeringJson(String json) {
    return answering(response(200, "Content-Type: application/json", json));
  }

  /// An answer as bytes.
  public static String response(int status, String fields, String body) {
    String bytes = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return "HTTP/1.1 %d Status\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, fields.isEmpty() ? "" : fields + "\r\n", bytes.length(), bytes);
  }

  /// Sends a request.
  ///
  /// @param fields each `Name: value`
  public RawHttp.Reply send(String line, String... fields) throws Exception {
    try (RawHttp client = gate.connect()) {
      StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\nHost: gate.test\r\n");
      List.of(fields).forEach(field -> text.append(field).append("\r\n"));
      return client.send(text.append("\r\n").toString()).read(line.startsWith("HEAD "));
    }
  }

  /// The service behind the gateway.
  public Origin service() {
    return service;
  }

  /// The server that the plugin asks.
  public Origin peer() {
    return peer;
  }

  /// The gateway.
  public TestGate gate() {
    return gate;
  }

  @Override
  public void close() throws IOException {
    gate.close();
    service.close();
    peer.close();
  }
}
