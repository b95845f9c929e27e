package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.decode.RequestHead;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Headers;
import gatehouse.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request on its way: not read before somebody wants it, held whole where a plugin
/// has to see it, and streamed to the service at the pace of the service.
final class RequestBody {
  /// What is kept of a body that has been sent, so that another target can be tried.
  private static final int MOST_KEPT = 64 << 10;

  private final LiveExchange x;
  private final boolean exists;
  private final long announced;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(0);
  private long heldBytes;
  private long reserved;
  private long received;
  private boolean complete;
  private boolean passed;
  private boolean cut;
  private @Nullable Headers trailers;
  private BodyNeed.@Nullable Whole need;
  private @Nullable Runnable whenCollected;
  private byte @Nullable [] whole;
  private byte @Nullable [] replacement;
  private @Nullable UpstreamConnection service;
  private boolean keeping;

  RequestBody(LiveExchange x, RequestHead head) {
    this.x = x;
    this.exists = head.hasBody();
    this.announced = head.length();
    this.complete = !exists;
  }

  /// Whether what a plugin needs has been read already.
  boolean isCollected(BodyNeed.Whole wanted) {
    return complete
        || cut
            && need != null
            && need.limit() >= wanted.limit()
            && (need.overflow() == wanted.overflow() || heldBytes > wanted.limit());
  }

  /// Reads the body, at most as much as is needed, and goes on then.
  void collect(BodyNeed.Whole wanted, Runnable then) {
    need = wanted;
    cut = false;
    whole = null;
    whenCollected = then;
    boolean tooLong = announced > wanted.limit() && wanted.overflow() != BodyNeed.Overflow.CUT;
    if (tooLong || heldBytes > wanted.limit()) {
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
    if (need == null) {
      return null;
    }
    byte[] known = whole;
    if (known == null && (complete || cut && need.overflow() == BodyNeed.Overflow.CUT)) {
      known = copy((int) Math.min(heldBytes, need.limit()));
      whole = known;
    }
    return known;
  }

  private byte[] copy(int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    for (ByteBuf piece : held) {
      int part = Math.min(length - at, piece.readableBytes());
      piece.getBytes(piece.readerIndex(), bytes, at, part);
      at += part;
    }
    return bytes;
  }

  void replace(byte[] bytes) {
    if (!complete) {
      throw new IllegalStateException("only a body that was read whole can be replaced");
    }
    replacement = bytes.clone();
  }

  /// The length that the service is told; one of the framing constants where it is not known.
  long length() {
    return replacement != null ? replacement.length : announced;
  }

  /// Whether the request has a body to send.
  boolean exists() {
    return replacement != null ? replacement.length > 0 : exists;
  }

  /// Whether all of it could be sent once more to another target.
  boolean repeatable() {
    return !exists || replacement != null || !passed || keeping;
  }

  void onChunk(ByteBuf chunk) {
    received += chunk.readableBytes();
    long limit = x.flow().shared().settings().limits().bodySize();
    if (limit > 0 && received > limit) {
      chunk.release();
      tooLarge();
      return;
    }
    UpstreamConnection to = service;
    if (to == null) {
      hold(chunk);
      return;
    }
    keep(chunk);
    to.writeChunk(chunk);
    to.flush();
    if (!to.writable()) {
      x.stream().pauseBody();
    }
  }

  private void hold(ByteBuf chunk) {
    int size = chunk.readableBytes();
    if (!x.flow().shared().bodyMemory().take(size)) {
      chunk.release();
      x.reply().answer(Answers.UNAVAILABLE);
      return;
    }
    reserved += size;
    heldBytes += size;
    held.add(chunk);
    if (need != null && heldBytes > need.limit()) {
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

  private void tooLarge() {
    x.relay().cancel();
    x.reply().answer(Answers.TOO_LARGE);
  }

  void onEnd(@Nullable Headers trailers) {
    complete = true;
    this.trailers = trailers;
    if (service != null) {
      service.writeEnd(ForwardedFields.trailers(trailers));
    } else {
      goOn();
    }
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
    if (replacement != null) {
      to.writeChunk(Unpooled.wrappedBuffer(replacement));
      to.writeEnd(null);
      return;
    }
    keeping = keep && (!passed || keeping);
    passed = exists;
    ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(held);
    held.clear();
    heldBytes = 0;
    for (ByteBuf piece : pieces) {
      keep(piece);
      to.writeChunk(piece);
    }
    if (complete) {
      to.writeEnd(ForwardedFields.trailers(trailers));
    } else {
      to.flush();
      x.stream().readBody();
    }
  }

  private void keep(ByteBuf chunk) {
    if (!keeping) {
      return;
    }
    if (heldBytes + chunk.readableBytes() > MOST_KEPT) {
      keeping = false;
      releaseHeld();
    } else {
      held.add(chunk.retainedDuplicate());
      heldBytes += chunk.readableBytes();
    }
  }

  /// The service that got the body is gone.
  void detach() {
    service = null;
    if (!complete && !x.ended()) {
      x.stream().pauseBody();
    }
  }

  /// The service takes more again.
  void onServiceWritable() {
    if (service != null && !complete) {
      x.stream().readBody();
    }
  }

  void release() {
    service = null;
    releaseHeld();
    x.flow().shared().bodyMemory().give(reserved);
    reserved = 0;
  }

  private void releaseHeld() {
    held.forEach(ByteBuf::release);
    held.clear();
    heldBytes = 0;
  }
}
