package gatehouse.flow;

import gatehouse.answer.Answers;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The body of an answer before its head has left: held where a plugin has to see it whole, else
/// not even read.
final class ReplyBody implements LiveResponse.Content {
  private final LiveExchange x;
  private final HeldBytes held;
  private long announced;
  private boolean complete;
  private BodyNeed.@Nullable Whole need;
  private boolean lenient;
  private @Nullable Runnable whenMore;
  private byte @Nullable [] beginning;
  private byte @Nullable [] own;
  private @Nullable Headers trailers;

  /// What a plugin can have of a body now.
  enum State {
    /// It has to come first; the one who asked is called again.
    AWAITED,
    /// As much of it as was asked for is shown.
    SHOWN,
    /// It is too long for the plugin, which is passed over.
    SKIPPED,
    /// It is longer than the plugin allows.
    TOO_LONG
  }

  ReplyBody(LiveExchange x, BodyMemory memory) {
    this.x = x;
    this.held = new HeldBytes(memory);
  }

  /// The body is one that Gatehouse has made.
  void own(byte[] bytes) {
    reset();
    own = bytes;
    complete = true;
  }

  /// The body is one that the service is about to send.
  ///
  /// @param length the length it announces; negative if it does not
  void service(long length) {
    reset();
    own = null;
    announced = length;
    complete = false;
  }

  private void reset() {
    held.release();
    need = null;
    whenMore = null;
    beginning = null;
    trailers = null;
  }

  /// Whether all of it is here.
  boolean complete() {
    return complete;
  }

  @Nullable Headers trailers() {
    return trailers;
  }

  /// Shows a plugin as much as it needs, reading the service if that has to come first.
  ///
  /// @param lenient whether nothing about the body may replace the answer
  /// @param then goes on where the answer is [State#AWAITED]
  State show(BodyNeed.Whole wanted, boolean lenient, Runnable then) {
    this.need = wanted;
    this.lenient = lenient;
    beginning = null;
    long here = own == null ? held.size() : own.length;
    boolean cuts = wanted.overflow() == BodyNeed.Overflow.CUT;
    if (here > wanted.limit() || !complete && !cuts && announced > wanted.limit()) {
      return tooLong(wanted);
    }
    if (complete) {
      return State.SHOWN;
    }
    whenMore = then;
    x.relay().resume();
    return State.AWAITED;
  }

  private State tooLong(BodyNeed.Whole wanted) {
    return switch (wanted.overflow()) {
      case REJECT -> State.TOO_LONG;
      case SKIP -> State.SKIPPED;
      case CUT -> {
        beginning =
            own == null
                ? held.first(wanted.limit())
                : Arrays.copyOf(own, (int) Math.min(own.length, wanted.limit()));
        yield State.SHOWN;
      }
    };
  }

  /// Waits for the end of a body of which nothing can come any more.
  void awaitEnd(Runnable then) {
    need = null;
    whenMore = then;
    x.relay().resume();
  }

  /// A piece of the service's answer.
  void hold(ByteBuf piece) {
    if (!held.add(piece, announced, lenient || need == null)) {
      x.reply().answer(Answers.UNAVAILABLE);
    } else if (whenMore != null && need != null && held.size() > need.limit()) {
      x.relay().pause();
      goOn();
    }
  }

  /// The service's answer is complete.
  void end(@Nullable Headers trailers) {
    complete = true;
    this.trailers = trailers;
    goOn();
  }

  private void goOn() {
    Runnable then = whenMore;
    whenMore = null;
    if (then != null) {
      then.run();
    }
  }

  @Override
  public byte @Nullable [] whole() {
    if (need == null || x.reply().isBodiless()) {
      return null;
    }
    return beginning != null || !complete ? beginning : bytes();
  }

  @Override
  public void replace(byte[] bytes) {
    if (!complete || beginning != null) {
      throw new IllegalStateException("only a body that was held whole can be replaced");
    }
    own = bytes.clone();
  }

  /// All of a complete body.
  byte[] bytes() {
    return own != null ? own : held.all();
  }

  /// Hands over what is here of a body of which more is to come.
  ByteBuf take() {
    return held.take();
  }

  void release() {
    held.release();
    whenMore = null;
  }
}
