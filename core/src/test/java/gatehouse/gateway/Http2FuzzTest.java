package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Frames of HTTP/2 with random damage: whatever they do to their own connection, the gateway goes
/// on serving others, leaks nothing and keeps no exchange. The seed is fixed.
final class Http2FuzzTest {
  private static final int ROUNDS = 150;

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    return frame.put((byte) type).put((byte) flags).putInt(stream).put(payload).array();
  }

  private static byte[] conversation(Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] get =
        RawHttp2.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");
    byte[] post =
        RawHttp2.block(":method", "POST", ":scheme", "http", ":path", "/p", ":authority", "a");
    all.write(frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
    int ends = RawHttp2.END_STREAM | RawHttp2.END_HEADERS;
    for (int stream = 1; stream < 12; stream += 2) {
      switch (random.nextInt(5)) {
        case 0 -> all.write(frame(RawHttp2.HEADERS, ends, stream, get));
        case 1 -> {
          all.write(frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, post));
          all.write(frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, new byte[] {'a', 'b'}));
        }
        case 2 -> {
          all.write(frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, stream, new byte[0]));
          all.write(frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, stream, get));
        }
        case 3 -> {
          all.write(frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, post));
          all.write(frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
        }
        default -> all.write(frame(random.nextInt(12), random.nextInt(64), stream, new byte[8]));
      }
    }
    return all.toByteArray();
  }

  @Test
  void survives_damaged_frames() throws Exception {
    Random random = new Random(9113);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(origin.yaml())) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = conversation(random);
        for (int i = 0; i < random.nextInt(6); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
          socket
              .getOutputStream()
              .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().write(bytes);
        } catch (IOException e) {
          // The gateway was faster to close than we to write.
        }
        if (round % 10 == 0) {
          try (RawHttp honest = gate.connect()) {
            honest.send("GET /honest HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(honest.read().body()).isEqualTo("ok");
          }
        }
      }
      org.awaitility.Awaitility.await().until(() -> gate.gateway().stats().exchangesActive() == 0);
    }
  }
}
