package gatehouse.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A service that keeps each request exactly as it came and answers with exactly the bytes it is
/// told.
public final class Origin implements AutoCloseable {
  /// An answer with the body `ok`.
  public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final long PATIENCE_SECONDS = 10;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final Script script;
  private final boolean trickles;

  /// Decides what is answered.
  public interface Script {
    /// The bytes to answer with, one for each character; null closes the connection without a word.
    @Nullable String answer(Seen request);
  }

  /// A service that answers everything alike.
  public static Origin answering(String answer) throws IOException {
    return new Origin(_ -> answer);
  }

  /// A service that answers everything alike, and sends byte by byte.
  public static Origin trickling(String answer) throws IOException {
    return new Origin(_ -> answer, true);
  }

  /// A service with a script.
  public Origin(Script script) throws IOException {
    this(script, false);
  }

  private Origin(Script script, boolean trickles) throws IOException {
    this.script = script;
    this.trickles = trickles;
    Thread.ofVirtual().start(this::accept);
  }

  /// Its port.
  public int port() {
    return server.getLocalPort();
  }

  /// A configuration with this service on the route `/`, nothing stripped.
  public String yaml() {
    return yaml("");
  }

  /// The same with more fields of the service, each ended by a comma.
  public String yaml(String serviceFields) {
    return """
    _format_version: "3.0"
    services:
    - {%s name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/], strip_path: false}]}
    """
        .formatted(serviceFields, port());
  }

  /// The next request, in the order they came; fails if none comes.
  public Seen next() throws InterruptedException {
    Seen next = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request reached the service");
    }
    return next;
  }

  /// How many requests came that nobody has asked for by [#next].
  public int waiting() {
    return seen.size();
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
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      while (true) {
        Seen request = read(in);
        if (request == null) {
          return;
        }
        seen.add(request);
        String answer = script.answer(request);
        if (answer == null) {
          return;
        }
        write(answer.getBytes(StandardCharsets.ISO_8859_1), socket.getOutputStream());
        if (answer.contains("Connection: close")) {
          return;
        }
      }
    } catch (IOException e) {
      // The gateway has left: that is the gateway's business.
    }
  }

  private void write(byte[] answer, OutputStream to) throws IOException {
    int step = trickles ? 1 : answer.length;
    for (int i = 0; i < answer.length; i += step) {
      to.write(answer, i, step);
      to.flush();
    }
  }

  private static @Nullable Seen read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    List<String> lines = List.of(text.strip().split("\r\n", -1));
    Seen request = new Seen(lines.getFirst(), lines.subList(1, lines.size()), "", text);
    String length = request.header("content-length");
    String body = "";
    if (length != null) {
      body = exactly(in, Integer.parseInt(length));
    } else if (request.header("transfer-encoding") != null) {
      body = chunks(in);
    }
    return new Seen(request.line, request.fields, body, text);
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder raw = new StringBuilder();
    while (true) {
      String size = line(in, raw);
      int length = Integer.parseInt(size.strip(), 16);
      if (length == 0) {
        while (!line(in, raw).isBlank()) {
          // A trailer.
        }
        return raw.toString();
      }
      raw.append(exactly(in, length + 2));
    }
  }

  /// A request that breaks off within its body is none.
  private static String exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("closed");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in, StringBuilder raw) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed");
      }
      line.append((char) b);
    }
    raw.append(line).append('\n');
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /// One request as it came.
  ///
  /// @param body of a chunked request: with its framing
  /// @param head the whole head
  public record Seen(String line, List<String> fields, String body, String head) {
    /// The first value of that lower-case name.
    public @Nullable String header(String name) {
      List<String> all = headers(name);
      return all.isEmpty() ? null : all.getFirst();
    }

    /// What the chunks of a chunked body hold together. Where a chunk ends is up to the gateway's
    /// reads, so a test compares this and not the chunks.
    public String data() {
      StringBuilder data = new StringBuilder();
      int at = 0;
      while (true) {
        int line = body.indexOf('\n', at);
        int length = Integer.parseInt(body.substring(at, line).strip(), 16);
        if (length == 0) {
          return data.toString();
        }
        data.append(body, line + 1, line + 1 + length);
        at = line + 1 + length + 2;
      }
    }

    /// All values of that lower-case name.
    public List<String> headers(String name) {
      List<String> all = new ArrayList<>();
      for (String field : fields) {
        int colon = field.indexOf(':');
        if (field.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
          all.add(field.substring(colon + 1).strip());
        }
      }
      return all;
    }
  }
}
