package gatehouse.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A client that sends exactly the bytes it is told to, and reads answers one by one.
public final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int A_WHILE_MILLIS = 150;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final StringBuilder seen = new StringBuilder();

  /// A connection to that address.
  public RawHttp(InetSocketAddress to) throws IOException {
    socket.connect(to, PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  /// Sends a text, one byte for each character.
  public RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /// Reads one answer to a request other than HEAD.
  public Reply read() throws IOException {
    return read(false);
  }

  /// Reads one answer.
  ///
  /// @param headOnly whether it answers HEAD
  public Reply read(boolean headOnly) throws IOException {
    String status = line();
    List<String> fields = new ArrayList<>();
    for (String field = line(); !field.isEmpty(); field = line()) {
      fields.add(field);
    }
    Reply head = new Reply(Integer.parseInt(status.substring(9, 12)), fields, "");
    boolean bodiless = headOnly || head.status < 200 || head.status == 204 || head.status == 304;
    return bodiless ? head : new Reply(head.status, fields, body(head));
  }

  /// Reads the head of an answer only.
  public Reply readHead() throws IOException {
    return read(true);
  }

  /// Reads that many bytes as they are.
  public String readBytes(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /// Whether nothing arrives for a while; what would arrive late is not noticed.
  public boolean hasNothing() throws IOException {
    return !reads("", A_WHILE_MILLIS);
  }

  /// Whether what has been read from here on comes to end with a text.
  public boolean reads(String end) throws IOException {
    return reads(end, PATIENCE_MILLIS);
  }

  /// The same, without the patience.
  public boolean readsSoon(String end) throws IOException {
    return reads(end, A_WHILE_MILLIS);
  }

  private boolean reads(String end, int patience) throws IOException {
    socket.setSoTimeout(patience);
    try {
      do {
        int b = in.read();
        if (b < 0) {
          return false;
        }
        seen.append((char) b);
      } while (!seen.toString().endsWith(end));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  private String body(Reply head) throws IOException {
    String length = head.header("content-length");
    if (length != null) {
      return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
    }
    if (!"chunked".equals(head.header("transfer-encoding"))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.write(in.readNBytes(size));
      if (size == 0) {
        while (!line().isEmpty()) {
          // Trailers are not kept.
        }
        return body.toString(StandardCharsets.ISO_8859_1);
      }
      line();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed within: " + line);
      }
      line.append((char) b);
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }

  /// Whether the other side closes within the patience, having sent nothing more.
  public boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /// Ends this side only.
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// One answer.
  public record Reply(int status, List<String> fields, String body) {
    /// The first value of that lower-case name.
    public @Nullable String header(String name) {
      for (String field : fields) {
        int colon = field.indexOf(':');
        if (field.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
          return field.substring(colon + 1).strip();
        }
      }
      return null;
    }
  }
}
