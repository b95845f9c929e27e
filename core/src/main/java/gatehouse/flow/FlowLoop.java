package gatehouse.flow;

import gatehouse.decode.HeadWriter;
import gatehouse.decode.HttpDate;
import gatehouse.upstream.UpstreamPool;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// What the exchanges of one event loop share.
public final class FlowLoop {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final EventLoop loop;
  private final UpstreamPool pool;
  private final HeadWriter heads = new HeadWriter();
  private final SplittableRandom ids = new SplittableRandom(new SecureRandom().nextLong());
  private final byte[] id = new byte[32];
  private final HttpDate date = new HttpDate();
  private final AtomicLong exchanges = new AtomicLong();
  private final AtomicLong active = new AtomicLong();

  public FlowLoop(EventLoop loop, UpstreamPool pool) {
    this.loop = loop;
    this.pool = pool;
  }

  /// The event loop.
  public EventLoop loop() {
    return loop;
  }

  /// The connections to services.
  public UpstreamPool pool() {
    return pool;
  }

  /// The writer of heads.
  public HeadWriter heads() {
    return heads;
  }

  /// Exchanges since the start; read by other threads, which may see it a little late.
  public long exchanges() {
    return exchanges.get();
  }

  /// Exchanges under way; read by other threads, which may see it a little late.
  public long active() {
    return active.get();
  }

  /// The text of the Date field.
  String date(long millis) {
    return date.at(millis);
  }

  void begun() {
    // This loop is the only writer, so that no atomic addition is needed.
    exchanges.lazySet(exchanges.getPlain() + 1);
    active.lazySet(active.getPlain() + 1);
  }

  void ended() {
    active.lazySet(active.getPlain() - 1);
  }

  /// A new request id: 32 hexadecimal digits.
  String newId() {
    fill(0, ids.nextLong());
    fill(16, ids.nextLong());
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  private void fill(int from, long bits) {
    for (int i = 0; i < 16; i++) {
      id[from + i] = (byte) HEX[(int) (bits >>> 4 * i) & 15];
    }
  }
}
