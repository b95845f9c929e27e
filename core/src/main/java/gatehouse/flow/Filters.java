package gatehouse.flow;

import gatehouse.compile.Instance;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The filters that the plugins of one exchange have put into a body's way, one behind the other. A
/// plugin that is not enforced filters a copy whose outcome nobody sees.
final class Filters {
  private static final BodyFilter.Output NOWHERE = (_, _, _) -> {};

  private final LiveExchange x;
  private final List<Link> links = new ArrayList<>(1);
  private boolean keepsLength = true;
  private byte[] scratch = {};
  private @Nullable ByteBuf written;

  private static final class Link {
    private final Instance instance;
    private final BodyFilter filter;
    private boolean stopped;

    Link(Instance instance, BodyFilter filter) {
      this.instance = instance;
      this.filter = filter;
    }
  }

  Filters(LiveExchange x) {
    this.x = x;
  }

  void add(Instance instance, BodyFilter filter) {
    links.add(new Link(instance, filter));
    keepsLength &= !instance.enforced() || filter.keepsLength();
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /// Whether as many bytes come out as go in.
  boolean keepsLength() {
    return keepsLength;
  }

  /// Passes a piece through and takes the buffer over. What comes out may be empty.
  ///
  /// @throws PluginFailed if a filter fails or refuses
  ByteBuf through(ByteBuf piece) {
    if (links.isEmpty()) {
      return piece;
    }
    try {
      return written(() -> feed(piece));
    } finally {
      piece.release();
    }
  }

  /// What the filters have held back, once the body is complete.
  ///
  /// @throws PluginFailed if a filter fails or refuses
  ByteBuf end() {
    return written(this::finish);
  }

  /// Passes a whole body through.
  ///
  /// @throws PluginFailed if a filter fails or refuses
  byte[] whole(byte[] body) {
    if (links.isEmpty()) {
      return body;
    }
    ByteBuf all =
        written(() -> {
          feed(0, body, 0, body.length);
          finish();
        });
    try {
      byte[] bytes = new byte[all.readableBytes()];
      all.readBytes(bytes);
      return bytes;
    } finally {
      all.release();
    }
  }

  private ByteBuf written(Runnable work) {
    try {
      work.run();
    } catch (PluginFailed e) {
      outcome().release();
      throw e;
    }
    return outcome();
  }

  private void feed(ByteBuf piece) {
    int length = piece.readableBytes();
    if (piece.hasArray()) {
      int from = piece.arrayOffset() + piece.readerIndex();
      feed(0, piece.array(), from, from + length);
    } else {
      scratch = scratch.length < length ? new byte[length] : scratch;
      piece.getBytes(piece.readerIndex(), scratch, 0, length);
      feed(0, scratch, 0, length);
    }
  }

  private void feed(int at, byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    if (at == links.size()) {
      sink().writeBytes(bytes, from, to - from);
      return;
    }
    Link link = links.get(at);
    boolean enforced = link.instance.enforced();
    if (link.stopped) {
      feed(at + 1, bytes, from, to);
      return;
    }
    x.turns()
        .run(
            link.instance,
            () -> {
              if (enforced) {
                link.filter.chunk(bytes, from, to, (b, f, t) -> feed(at + 1, b, f, t));
              } else {
                byte[] copy = Arrays.copyOfRange(bytes, from, to);
                link.filter.chunk(copy, 0, copy.length, NOWHERE);
              }
            });
    judge(link);
    if (!enforced) {
      feed(at + 1, bytes, from, to);
    }
  }

  private void finish() {
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      int next = i + 1;
      BodyFilter.Output out = link.instance.enforced() ? (b, f, t) -> feed(next, b, f, t) : NOWHERE;
      if (!link.stopped) {
        x.turns().run(link.instance, () -> link.filter.end(out));
        judge(link);
      }
    }
  }

  /// Those of filters behind this one have had their turn meanwhile, so this one gets another.
  private void judge(Link link) {
    x.turns()
        .run(
            link.instance,
            () -> {
              if (link.filter.verdict() instanceof Step.Stop(Answer answer)) {
                link.stopped = true;
                if (link.instance.enforced()) {
                  throw new PluginFailed(answer);
                }
              }
            });
  }

  /// Nothing more comes.
  void close() {
    for (Link link : links) {
      try {
        x.turns().run(link.instance, link.filter::close);
      } catch (PluginFailed _) {
        // Told already, and nothing is left that it could end.
      }
    }
    links.clear();
  }

  private ByteBuf sink() {
    ByteBuf known = written;
    if (known == null) {
      known = PooledByteBufAllocator.DEFAULT.buffer();
      written = known;
    }
    return known;
  }

  private ByteBuf outcome() {
    ByteBuf out = written;
    written = null;
    return out == null ? Unpooled.EMPTY_BUFFER : out;
  }
}
