package gatehouse.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The service behind a page: serves the page, data for it, a WebSocket that echoes, and takes the
/// page's report.
final class BrowserService implements AutoCloseable {
  /// What each request asked for.
  final List<String> lines = new CopyOnWriteArrayList<>();

  private final ServerSocket server;
  private final String page;
  private volatile @Nullable String report;

  /// @param page the HTML of `/page`
  BrowserService(String page) {
    this.page = page;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /// What the page has reported; null before it has.
  @Nullable String report() {
    return report;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        String line = head.substring(0, head.indexOf('\r'));
        lines.add(line);
        String length = field(head, "content-length");
        byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        String key = field(head, "sec-websocket-key");
        if (key != null) {
          echo(key, in, out);
          return;
        }
        String answer = "data of " + line.split(" ")[1];
        if (line.startsWith("GET /page ")) {
          answer = page;
        } else if (line.startsWith("POST /report ")) {
          report = new String(body, StandardCharsets.UTF_8);
        }
        String type = line.startsWith("GET /page ") ? "text/html" : "text/plain";
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        String start =
            "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(type, bytes.length);
        out.write(start.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
      }
    } catch (IOException e) {
      // The browser has seen enough.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static @Nullable String field(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return null;
  }

  /// RFC 6455: sends each short text frame back.
  private static void echo(String key, InputStream in, OutputStream out) throws IOException {
    String start =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n";
    out.write(start.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    for (int first = in.read(); first == 0x81; first = in.read()) {
      int length = in.read() & 0x7F;
      byte[] mask = in.readNBytes(4);
      byte[] text = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        text[i] ^= mask[i % 4];
      }
      out.write(0x81);
      out.write(length);
      out.write(text);
      out.flush();
    }
  }

  private static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
