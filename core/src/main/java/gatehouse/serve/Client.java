package gatehouse.serve;

import gatehouse.decode.BadMessage;
import gatehouse.decode.ClientListener;
import gatehouse.decode.ClientStream;
import gatehouse.decode.Framing;
import gatehouse.decode.HttpDate;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The client of one exchange: what its thread does is done on the loop, and what the loop hears is
/// told to the thread.
final class Client implements ClientListener {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName DATE = HeaderName.of("Date");
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final EventLoop loop;
  private final ClientStream stream;
  private final HttpDate date;
  private final RequestBody body = new RequestBody(this);

  /// One piece of the answer may be on its way; the next one waits until the client takes more.
  private final Semaphore turn = new Semaphore(1);

  private int status;
  private @Nullable Headers headers;
  private boolean begun;
  private volatile boolean gone;

  /// Whether the exchange is over, so that the stream may serve another. On the loop only.
  private boolean over;

  /// Whether a piece of the answer waits for the client. On the loop only.
  private boolean blocked;

  Client(EventLoop loop, ClientStream stream, HttpDate date) {
    this.loop = loop;
    this.stream = stream;
    this.date = date;
  }

  InputStream body() {
    return body;
  }

  OutputStream answer(int newStatus, Headers newHeaders) {
    if (headers != null) {
      throw new IllegalStateException("there is an answer already");
    }
    status = newStatus;
    headers = newHeaders;
    return new AnswerBody(this);
  }

  /// Lets the body come.
  void readBody() {
    onLoop(stream::readBody);
  }

  /// Sends a piece of the answer that others follow.
  void send(byte[] bytes, int length) throws IOException {
    takeTurn();
    Headers first = begin();
    onLoop(() -> {
      if (first != null) {
        head(first, Framing.CHUNKED, false);
      }
      stream.chunk(Unpooled.wrappedBuffer(bytes, 0, length));
      stream.flush();
      blocked = !stream.writable();
      if (!blocked) {
        turn.release();
      }
    });
  }

  /// Sends what is left of the answer and ends it.
  void sendLast(byte[] bytes, int length) throws IOException {
    takeTurn();
    Headers first = begin();
    onLoop(() -> {
      over = true;
      boolean whole = first != null && (status == NO_CONTENT || status == NOT_MODIFIED);
      if (first != null) {
        head(first, whole ? Framing.NONE : length, whole);
      }
      if (!whole) {
        stream.chunk(Unpooled.wrappedBuffer(bytes, 0, length));
        stream.end(null);
      }
    });
  }

  private @Nullable Headers begin() {
    Headers first = begun ? null : headers;
    begun = true;
    return first;
  }

  private void head(Headers fields, long length, boolean last) {
    fields.set(DATE, date.at(System.currentTimeMillis()));
    stream.head(status, fields, length, last);
  }

  /// Answers what can't be read.
  void refuse(BadMessage reason) {
    onLoop(() -> {
      if (begun) {
        return;
      }
      begun = true;
      over = true;
      status = reason.status();
      byte[] text =
          ("{\"message\":\"" + reason.answer() + "\"}").getBytes(StandardCharsets.US_ASCII);
      Headers fields = new Headers();
      fields.add(CONTENT_TYPE, "application/json; charset=utf-8");
      head(fields, text.length, false);
      stream.chunk(Unpooled.wrappedBuffer(text));
      stream.end(null);
    });
  }

  /// The thread is done: an answer that has not ended is broken off.
  void finish() {
    body.close();
    onLoop(() -> {
      over = true;
      stream.abort();
    });
  }

  private void takeTurn() throws IOException {
    try {
      turn.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    if (gone) {
      turn.release();
      throw new IOException("the client has gone");
    }
  }

  private void onLoop(Runnable action) {
    try {
      loop.execute(() -> {
        if (!over) {
          action.run();
        }
      });
    } catch (RejectedExecutionException _) {
      // The server has been closed, and the client with it.
    }
  }

  @Override
  public void onChunk(ByteBuf chunk) {
    if (!body.add(chunk)) {
      stream.pauseBody();
    }
  }

  @Override
  public void onEnd(@Nullable Headers trailers) {
    body.end(null);
  }

  @Override
  public void onBadBody(BadMessage reason) {
    body.end(new RequestBody.Broken(reason));
  }

  @Override
  public void onGone() {
    gone = true;
    over = true;
    turn.release();
    body.end(new IOException("the client has gone"));
  }

  @Override
  public void onUnwritable() {}

  @Override
  public void onWritable() {
    if (blocked) {
      blocked = false;
      turn.release();
    }
  }
}
