package gatehouse.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client that sends frames of HTTP/2 (RFC 9113) one by one, sound or not.
public final class RawHttp2 implements AutoCloseable {
  /// A number of RFC 9113, section 6.
  public static final int DATA = 0;

  /// A number of RFC 9113, section 6.
  public static final int HEADERS = 1;

  /// A number of RFC 9113, section 6.
  public static final int RST_STREAM = 3;

  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  /// A number of RFC 9113, section 4.1.
  public static final int END_STREAM = 1;

  /// A number of RFC 9113, section 4.1.
  public static final int END_HEADERS = 4;

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;

  /// A connection to a plain port, by prior knowledge.
  public RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /// One frame that arrived.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Frame(int type, int flags, int stream, byte[] payload) {
    /// The error code of RST_STREAM or GOAWAY.
    public int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  /// Sends a frame.
  public RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    write(frame.array());
    return this;
  }

  /// Sends the same frame again and again, many at once.
  RawHttp2 frames(int count, int type, byte[] payload) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(count * (9 + payload.length));
    for (int i = 0; i < count; i++) {
      all.put((byte) (payload.length >> 16)).putShort((short) payload.length);
      all.put((byte) type).put((byte) 0).putInt(0).put(payload);
    }
    write(all.array());
    return this;
  }

  /// Sends a request's head: names and values in turn, written as literals without an index.
  public RawHttp2 headers(int stream, int flags, String... fields) throws IOException {
    return frame(HEADERS, flags, stream, block(fields));
  }

  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      literal(block, fields[i]);
      literal(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// The next frame that is not about settings, windows or pings; null if the connection is closed.
  @Nullable Frame read() throws IOException {
    while (true) {
      Frame frame = any();
      if (frame == null
          || frame.type != SETTINGS && frame.type != WINDOW_UPDATE && frame.type != PING) {
        return frame;
      }
    }
  }

  /// The next such frame; there must be one.
  public Frame next() throws IOException {
    Frame frame = read();
    if (frame == null) {
      throw new AssertionError("closed");
    }
    return frame;
  }

  /// The whole body of a stream's answer.
  public String body(int stream) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      Frame frame = next();
      if (frame.stream == stream && frame.type == DATA) {
        body.append(new String(frame.payload, StandardCharsets.ISO_8859_1));
      } else if (frame.stream == stream && frame.type != HEADERS) {
        throw new AssertionError("frame " + frame.type + " after " + body);
      }
      if (frame.stream == stream && (frame.flags & END_STREAM) != 0) {
        return body.toString();
      }
    }
  }

  private @Nullable Frame any() throws IOException {
    try {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      int length = first << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      return new Frame(type, flags, stream, payload);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no frame in time", e);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
