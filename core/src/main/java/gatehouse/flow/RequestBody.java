package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.compile.Instance;
import gatehouse.decode.Framing;
import gatehouse.decode.RequestHead;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Headers;
import gatehouse.spi.OnRequestChunk;
import gatehouse.spi.Step;
import gatehouse.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request on its way: not read before somebody wants it, held whole where a plugin
/// has to see it, and streamed to the service at the pace of the service.
final class RequestBody {
  /// What is kept of a body that has been sent, so that another target can be tried.
  private static final int MOST_KEPT = 64 << 10;

  private static final Step TOO_LARGE = new Step.Stop(Answers.TOO_LARGE);

  private final LiveExchange x;
  private final boolean exists;
  private final long announced;
  private final HeldBytes held;
  private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(0);
  private final Filters filters;
  private long keptBytes;
  private long received;
  private boolean complete;
  private boolean passed;
  private boolean cut;
  private boolean unwanted;
  private @Nullable Headers trailers;
  private @Nullable BodyLimit limit;
  private BodyNeed.@Nullable Whole need;
  private boolean lenient;
  private @Nullable Runnable whenCollected;
  private byte @Nullable [] beginning;
  private byte @Nullable [] replacement;
  private byte @Nullable [] filtered;
  private @Nullable UpstreamConnection service;
  private boolean keeping;

  RequestBody(LiveExchange x, RequestHead head, BodyMemory memory) {
    this.x = x;
    this.exists = head.hasBody();
    this.announced = head.length();
    this.complete = !exists;
    this.held = new HeldBytes(memory);
    this.filters = new Filters(x);
  }

  /// Whether what a plugin needs has been read already; if so, it is what [#whole] shows now.
  boolean isCollected(BodyNeed.Whole wanted) {
    if (replacement != null || wanted.equals(need) && (complete || cut)) {
      return true;
    }
    if (complete && held.size() <= wanted.limit()) {
      need = wanted;
      return true;
    }
    return false;
  }

  /// Reads the body, at most as much as is needed, and goes on then.
  ///
  /// @param lenient whether nothing about the body may refuse the request
  void collect(BodyNeed.Whole wanted, boolean lenient, Runnable then) {
    this.need = wanted;
    this.lenient = lenient;
    cut = false;
    beginning = null;
    whenCollected = then;
    boolean tooLong = announced > wanted.limit() && wanted.overflow() != BodyNeed.Overflow.CUT;
    if (tooLong || held.size() > wanted.limit()) {
      overflow();
      return;
    }
    x.stream().readBody();
  }

  /// The whole body or its beginning; null if nobody asked for it or it is too long to be shown.
  byte @Nullable [] whole() {
    if (replacement != null) {
      return replacement;
    }
    if (need == null || passed) {
      return beginning;
    }
    if (complete && held.size() <= need.limit()) {
      return held.all();
    }
    if (beginning == null && cut && need.overflow() == BodyNeed.Overflow.CUT) {
      beginning = held.first(need.limit());
    }
    return beginning;
  }

  void replace(byte[] bytes) {
    if (!complete) {
      throw new IllegalStateException("only a body that was read whole can be replaced");
    }
    replacement = bytes.clone();
  }

  /// Ends the exchange if the body turns out to be longer.
  void limit(BodyLimit another) {
    another.next = limit;
    limit = another;
  }

  /// The step that a limit demands by now; null if none is exceeded.
  @Nullable Step exceeded() {
    for (BodyLimit each = limit; each != null; each = each.next) {
      Step step = received > each.bytes ? each.exceed(x) : Step.NEXT;
      if (step instanceof Step.Stop) {
        return step;
      }
    }
    return null;
  }

  /// The plugins have agreed: their filters come into the body's way.
  ///
  /// @throws PluginFailed if one of them fails or refuses the body
  void beginSending() {
    if (!exists()) {
      return;
    }
    for (int slot : x.chain().access()) {
      Instance instance = x.pick(slot);
      OnRequestChunk phase = instance == null ? null : instance.onRequestChunk();
      if (instance != null && phase != null) {
        BodyFilter filter = x.turns().ask(instance, phase::filterRequest);
        if (filter != null) {
          filters.add(instance, filter);
        }
      }
    }
    if (!filters.isEmpty() && complete) {
      filtered = filters.whole(replacement == null ? held.all() : replacement);
    }
  }

  /// The length that the service is told; one of the framing constants where it is not known.
  long length() {
    if (filtered != null) {
      return filtered.length;
    }
    if (replacement != null) {
      return replacement.length;
    }
    return exists && !filters.keepsLength() ? Framing.CHUNKED : announced;
  }

  /// Whether the request has a body to send.
  boolean exists() {
    return replacement != null ? replacement.length > 0 : exists;
  }

  /// Whether all of it could be sent once more to another target.
  boolean repeatable() {
    return !exists || wholeToSend() || !passed || keeping;
  }

  /// Whether all that will be sent is here and stays here.
  private boolean wholeToSend() {
    return filtered != null || replacement != null || complete && !passed;
  }

  void onChunk(ByteBuf chunk) {
    received += chunk.readableBytes();
    if (unwanted) {
      chunk.release();
      return;
    }
    long most = x.flow().shared().settings().limits().bodySize();
    Step exceeded = most > 0 && received > most ? TOO_LARGE : exceeded();
    if (exceeded instanceof Step.Stop(Answer answer)) {
      chunk.release();
      x.relay().cancel();
      x.reply().answer(answer);
      return;
    }
    UpstreamConnection to = service;
    if (to == null) {
      hold(chunk);
      return;
    }
    pass(chunk, to);
    to.flush();
    if (!to.writable()) {
      x.stream().pauseBody();
    }
  }

  private void pass(ByteBuf chunk, UpstreamConnection to) {
    ByteBuf out;
    try {
      out = filters.through(chunk);
    } catch (PluginFailed e) {
      x.relay().cancel();
      x.reply().answer(e.answer());
      return;
    }
    if (out.isReadable()) {
      keep(out);
      to.writeChunk(out);
    } else {
      out.release();
    }
  }

  private void hold(ByteBuf chunk) {
    if (!held.add(chunk, announced, lenient)) {
      x.reply().answer(Answers.UNAVAILABLE);
    } else if (need != null && held.size() > need.limit()) {
      overflow();
    }
  }

  private void overflow() {
    if (Objects.requireNonNull(need).overflow() == BodyNeed.Overflow.REJECT) {
      x.reply().answer(Answers.TOO_LARGE);
      return;
    }
    cut = true;
    x.stream().pauseBody();
    goOn();
  }

  void onEnd(@Nullable Headers trailers) {
    complete = true;
    this.trailers = trailers;
    if (service != null) {
      writeEnd(service);
    } else {
      goOn();
    }
  }

  private void writeEnd(UpstreamConnection to) {
    if (!filters.isEmpty()) {
      ByteBuf rest;
      try {
        rest = filters.end();
      } catch (PluginFailed e) {
        x.relay().cancel();
        x.reply().answer(e.answer());
        return;
      }
      if (rest.isReadable()) {
        to.writeChunk(rest);
      } else {
        rest.release();
      }
      // What the filters held back is not kept.
      keeping = false;
    }
    to.writeEnd(ForwardedFields.trailers(trailers));
  }

  private void goOn() {
    Runnable then = whenCollected;
    whenCollected = null;
    if (then != null) {
      then.run();
    }
  }

  /// Sends what there is to a service, and the rest as it comes.
  ///
  /// @param keep whether what is sent is kept for another try
  void sendTo(UpstreamConnection to, boolean keep) {
    service = to;
    if (wholeToSend()) {
      byte[] changed = filtered != null ? filtered : replacement;
      if (changed != null) {
        to.writeChunk(Unpooled.wrappedBuffer(changed));
      } else if (held.size() > 0) {
        to.writeChunk(held.view());
      }
      to.writeEnd(changed == null ? ForwardedFields.trailers(trailers) : null);
      return;
    }
    keeping = keep && (!passed || keeping);
    passed = true;
    List<ByteBuf> again = List.copyOf(kept);
    again.forEach(piece -> to.writeChunk(piece.retainedDuplicate()));
    if (held.size() > 0) {
      pass(held.take(), to);
    }
    if (service != to) {
      return;
    }
    if (complete) {
      writeEnd(to);
    } else {
      to.flush();
      x.stream().readBody();
    }
  }

  private void keep(ByteBuf chunk) {
    if (!keeping) {
      return;
    }
    int size = chunk.readableBytes();
    if (keptBytes + size > MOST_KEPT || !x.flow().shared().bodyMemory().take(size)) {
      keeping = false;
      releaseKept();
    } else {
      kept.add(chunk.retainedDuplicate());
      keptBytes += size;
    }
  }

  /// The service that got the body is gone.
  void detach() {
    service = null;
    if (!complete && !x.ended()) {
      x.stream().pauseBody();
    }
  }

  /// Another answer goes out: what is still to come is not wanted.
  void drop() {
    unwanted = true;
    whenCollected = null;
  }

  /// The service takes more again.
  void onServiceWritable() {
    if (service != null && !complete) {
      x.stream().readBody();
    }
  }

  void release() {
    filters.close();
    service = null;
    releaseKept();
    held.release();
  }

  private void releaseKept() {
    kept.forEach(ByteBuf::release);
    kept.clear();
    x.flow().shared().bodyMemory().give(keptBytes);
    keptBytes = 0;
  }
}
