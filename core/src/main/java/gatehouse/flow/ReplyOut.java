package gatehouse.flow;

import gatehouse.compile.Instance;
import gatehouse.compile.Slot;
import gatehouse.decode.Framing;
import gatehouse.log.Course;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.Headers;
import gatehouse.spi.OnEnd;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline.Mark;
import gatehouse.spi.Timeline.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends an answer on which the plugins have agreed: through their filters, and its last byte only
/// when those who have something to finish before it are done.
final class ReplyOut {
  private static final int MOST_AT_ONCE = 64 << 10;

  private final LiveExchange x;
  private final Waits waits;
  private Filters filters;
  private boolean begun;
  private boolean lastHeld;
  private boolean fixed;
  private long left;
  private @Nullable ByteBuf last;
  private @Nullable ByteBuf unsent;
  private @Nullable Headers trailersAfter;
  private int endAt;

  ReplyOut(LiveExchange x) {
    this.x = x;
    this.waits = new Waits(x);
    this.filters = new Filters(x);
  }

  /// Whether the head has left.
  boolean begun() {
    return begun;
  }

  /// Asks for the filters of this answer.
  ///
  /// @throws PluginFailed if a plugin fails
  void prepare() {
    unfiltered();
    List<Slot> slots = x.chain().slots();
    for (int slot = 0; slot < slots.size(); slot++) {
      Instance instance = x.pick(slot);
      OnResponseChunk phase = instance == null ? null : instance.onResponseChunk();
      if (instance != null && phase != null) {
        BodyFilter filter = x.turns().ask(instance, phase::filterResponse);
        if (filter != null) {
          filters.add(instance, filter);
        }
      }
    }
  }

  /// Forgets the filters.
  void unfiltered() {
    filters.close();
    filters = new Filters(x);
  }

  /// Sends an answer whose body is all here.
  ///
  /// @param told what Content-Length says of an answer that can't have a body
  /// @throws PluginFailed if a filter fails
  void whole(byte[] body, boolean bodiless, long told, @Nullable Headers trailers) {
    byte[] bytes = bodiless ? body : filters.whole(body);
    long length = !bodiless ? bytes.length : filters.keepsLength() ? told : Framing.NONE;
    end(() -> {
      if (x.hangsUp()) {
        x.traffic().answered(x.response().status(), x.response().source());
        x.reply().abort();
        return;
      }
      head(length);
      unsent = Unpooled.wrappedBuffer(bytes);
      trailersAfter = trailers;
      pump();
    });
  }

  /// Sends what is left of a whole body at the pace of the client: the memory it takes is accounted
  /// for until then.
  void pump() {
    ByteBuf rest = unsent;
    if (rest == null) {
      return;
    }
    while (rest.isReadable()) {
      if (!x.stream().writable()) {
        x.stream().flush();
        // The flush may have made room. Nobody tells so of an answer to a head that is still being
        // read; whoever was told has taken this up already.
        if (unsent == null || !x.stream().writable()) {
          return;
        }
      }
      int size = Math.min(rest.readableBytes(), MOST_AT_ONCE);
      x.traffic().sent(size);
      x.stream().chunk(rest.readRetainedSlice(size));
    }
    rest.release();
    unsent = null;
    finish(trailersAfter);
  }

  /// Sends the head of an answer whose body is still to come, and its beginning.
  ///
  /// @param length of the body, or one of [Framing]'s constants
  void begin(long length, ByteBuf beginning) {
    long sent = filters.keepsLength() ? length : Framing.CHUNKED;
    left = sent;
    fixed = sent >= 0;
    lastHeld = sent > 0 && actsAtEnd();
    head(sent);
    if (beginning.isReadable()) {
      pass(beginning);
    } else {
      beginning.release();
    }
  }

  private boolean actsAtEnd() {
    List<Slot> slots = x.chain().slots();
    for (int slot = 0; slot < slots.size(); slot++) {
      Instance instance = x.pick(slot);
      if (instance != null && instance.onEnd() != null) {
        return true;
      }
    }
    return false;
  }

  /// Sends the head of an answer by which the service switches protocols.
  void switched() {
    head(Framing.NONE);
    x.stream().flush();
  }

  private void head(long length) {
    begun = true;
    Course course = x.course();
    if (course != null) {
      course.mark(Mark.SENDING, System.nanoTime());
    }
    Response response = x.response();
    x.traffic().answered(response.status(), response.source());
    x.traffic().sent(x.stream().head(response.status(), response.headers(), length, false));
  }

  /// A piece of the body that the service sends.
  void pass(ByteBuf piece) {
    ByteBuf out;
    try {
      out = filters.through(piece);
    } catch (PluginFailed e) {
      x.reply().abort();
      return;
    }
    write(out);
  }

  private void write(ByteBuf out) {
    int size = out.readableBytes();
    if (size == 0) {
      out.release();
      return;
    }
    x.traffic().sent(size);
    left -= size;
    if (fixed && left < 0) {
      // A filter that does not keep its word about the length would break the framing.
      out.release();
      x.reply().abort();
    } else if (lastHeld && left <= 0 && last == null) {
      last = out;
    } else {
      x.stream().chunk(out);
    }
  }

  /// The service's answer is complete.
  void complete(@Nullable Headers trailers) {
    if (!filters.isEmpty()) {
      try {
        write(filters.end());
      } catch (PluginFailed e) {
        x.reply().abort();
        return;
      }
      if (fixed && left > 0) {
        x.reply().abort();
      }
    }
    if (!x.ended()) {
      end(() -> finish(trailers));
    }
  }

  /// Gives those who act at the end their turns, once each, and goes on then.
  private void end(Runnable then) {
    List<Slot> slots = x.chain().slots();
    while (endAt < slots.size()) {
      Instance instance = x.pick(endAt++);
      OnEnd phase = instance == null ? null : instance.onEnd();
      if (instance != null
          && phase != null
          && !take(x.turns().give(Phase.END, instance, phase::onEnd), endAt - 1, then)) {
        return;
      }
    }
    then.run();
  }

  private boolean take(Step step, int slot, Runnable then) {
    return switch (step) {
      case Step.Next _ -> true;
      case Step.Stop stop -> {
        x.reply().refuseAtEnd(stop.answer(), slot);
        yield false;
      }
      case Step.Wait wait -> {
        waits.await(
            wait,
            outcome -> {
              if (take(outcome, slot, then)) {
                end(then);
              }
            });
        yield false;
      }
    };
  }

  private void finish(@Nullable Headers trailers) {
    ByteBuf rest = last;
    last = null;
    if (rest != null) {
      x.stream().chunk(rest);
    }
    boolean wanted =
        x.request().version().equals("2.0") || ForwardedFields.takesTrailers(x.request().headers());
    x.stream().end(wanted ? ForwardedFields.trailers(trailers) : null);
    x.end();
  }

  /// Nothing is waited for any more.
  void cancel() {
    waits.cancel();
  }

  void release() {
    filters.close();
    ByteBuf rest = last;
    last = null;
    if (rest != null) {
      rest.release();
    }
    if (unsent != null) {
      unsent.release();
      unsent = null;
    }
  }
}
