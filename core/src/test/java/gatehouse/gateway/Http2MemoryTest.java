package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// M22: streams are cheap for a client, so what many of them pin together is bounded by connection.
final class Http2MemoryTest {
  private static final int ENDS = RawHttp2.END_STREAM | RawHttp2.END_HEADERS;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int REFUSED_STREAM = 7;

  private static String[] get(int fillers, String filler) {
    String[] fields = new String[8 + 2 * fillers];
    String[] pseudo = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"};
    System.arraycopy(pseudo, 0, fields, 0, 8);
    for (int i = 0; i < fillers; i++) {
      fields[8 + 2 * i] = "x-" + i;
      fields[9 + 2 * i] = filler;
    }
    return fields;
  }

  @Test
  void large_heads_of_many_streams_are_refused_together() throws Exception {
    try (Origin origin = new Origin(_ -> "");
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp2 client = new RawHttp2(gate.port())) {
      String filler = "a".repeat(4000);
      for (int i = 0; i < 60; i++) {
        client.headers(1 + 2 * i, ENDS, get(3, filler));
      }
      // 512 KiB hold so many heads of 12 KiB.
      int first = 1 + 2 * 42;
      for (int stream = first; stream < 120; stream += 2) {
        RawHttp2.Frame answer = client.next();
        assertThat(answer.type()).isEqualTo(RawHttp2.RST_STREAM);
        assertThat(answer.error()).isEqualTo(REFUSED_STREAM);
        assertThat(answer.stream()).isEqualTo(stream);
      }
      assertThat(gate.gateway().stats().exchangesActive()).isEqualTo(42);
    }
  }

  @Test
  void a_hundred_small_heads_are_welcome() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp2 client = new RawHttp2(gate.port())) {
      for (int stream = 1; stream < 200; stream += 2) {
        client.headers(stream, ENDS, get(20, "a".repeat(100)));
      }
      int answered = 0;
      while (answered < 100) {
        RawHttp2.Frame frame = client.next();
        assertThat(frame.type()).isNotEqualTo(RawHttp2.RST_STREAM);
        answered += frame.type() == RawHttp2.HEADERS ? 1 : 0;
      }
    }
  }

  @Test
  void answers_that_nobody_reads_are_not_read_either_and_arrive_whole_later() throws Exception {
    int size = 200_000;
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "a".repeat(size);
    int streams = 60;
    try (Origin origin = new Origin(seen -> seen.line().contains("small") ? Origin.OK : answer);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp2 client = new RawHttp2(gate.port())) {
      client.frame(RawHttp2.SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, 0));
      long before = adaptiveMemory();
      for (int i = 0; i < streams; i++) {
        client.headers(1 + 2 * i, ENDS, get(0, ""));
      }
      for (int i = 0; i < streams; i++) {
        origin.next();
      }
      // What waits is about the mark and one piece more, not what all streams could take.
      assertThat(gate.gateway().stats().exchangesActive()).isGreaterThan(streams - 8);
      for (int i = 0; i < 20; i++) {
        // Time in which more could be read, if it were.
        String[] small = get(0, "");
        small[5] = "/small";
        try (RawHttp2 other = new RawHttp2(gate.port())) {
          assertThat(other.headers(1, ENDS, small).body(1)).isEqualTo("ok");
        }
      }
      assertThat(adaptiveMemory() - before).isLessThan(6 << 20);
      byte[] more = ByteBuffer.allocate(4).putInt(1 << 30).array();
      client.frame(RawHttp2.WINDOW_UPDATE, 0, 0, more);
      client.frame(RawHttp2.SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, 1 << 20));
      long received = 0;
      while (received < (long) streams * size) {
        RawHttp2.Frame frame = client.next();
        assertThat(frame.type()).isNotEqualTo(RawHttp2.RST_STREAM);
        received += frame.type() == RawHttp2.DATA ? frame.payload().length : 0;
      }
      assertThat(received).isEqualTo((long) streams * size);
    }
  }

  /// The memory of the buffers of all connections of this process.
  private static long adaptiveMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  @Test
  void a_small_answer_still_passes_beside_stalled_ones() throws Exception {
    String large = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + "a".repeat(3_000_000);
    try (Origin origin = new Origin(seen -> seen.line().contains("large") ? large : Origin.OK);
        TestGate gate = TestGate.with(origin.yaml());
        RawHttp2 stalling = new RawHttp2(gate.port());
        RawHttp honest = gate.connect()) {
      String[] get = get(0, "");
      get[5] = "/large";
      stalling.frame(RawHttp2.SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, 0));
      for (int i = 0; i < 20; i++) {
        stalling.headers(1 + 2 * i, ENDS, get);
      }
      for (int i = 0; i < 20; i++) {
        origin.next();
      }
      honest.send("GET /small HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(honest.read().body()).isEqualTo("ok");
    }
  }
}
