package gatehouse.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service that regression tests of rule sets presume: a request for `/reflect` says itself how
/// it is answered; anything else is answered with a short text. Reads raw bytes, since what the
/// tests send is often no URI.
final class FtwBackend implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ServerSocket server;

  FtwBackend() throws IOException {
    server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed: the test is over.
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        String head = head(in);
        if (head.isEmpty()) {
          return;
        }
        byte[] body = body(in, head.toLowerCase(Locale.ROOT));
        boolean reflects = head.split(" ", 3)[1].startsWith("/reflect");
        socket.getOutputStream().write(reflects ? reflected(body) : plain());
        socket.getOutputStream().flush();
      }
    } catch (IOException _) {
      // The gateway has left.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static byte[] body(InputStream in, String head) throws IOException {
    int at = head.indexOf("\r\ncontent-length:");
    if (at >= 0) {
      int end = head.indexOf("\r\n", at + 2);
      return in.readNBytes(Integer.parseInt(head.substring(at + 17, end).strip()));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.contains("\r\ntransfer-encoding:")) {
      for (int size = size(in); size > 0; size = size(in)) {
        body.writeBytes(in.readNBytes(size));
        in.readNBytes(2);
      }
      while (!line(in).isEmpty()) {
        // A trailer.
      }
    }
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static byte[] plain() {
    return answer(
        "200",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "served".getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] reflected(byte[] body) {
    JsonNode said;
    try {
      said = MAPPER.readTree(body);
    } catch (JacksonException _) {
      return plain();
    }
    StringBuilder fields = new StringBuilder();
    said.path("headers")
        .properties()
        .forEach(f ->
            fields.append(f.getKey()).append(": ").append(f.getValue().asString()).append("\r\n"));
    if (!fields.toString().toLowerCase(Locale.ROOT).contains("content-type:")) {
      fields.append("Content-Type: text/plain; charset=utf-8\r\n");
    }
    String encoded = said.path("encodedBody").asString("");
    byte[] content =
        encoded.isEmpty()
            ? said.path("body").asString("").getBytes(StandardCharsets.UTF_8)
            : Base64.getMimeDecoder().decode(encoded);
    return answer(said.path("status").asString("200"), fields.toString(), content);
  }

  private static byte[] answer(String status, String fields, byte[] content) {
    String head =
        "HTTP/1.1 "
            + status
            + " Answer\r\n"
            + fields
            + "Content-Length: "
            + content.length
            + "\r\n\r\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(content);
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
