package gatehouse.spi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An answer under way to a test.
final class FakeResponse implements Response {
  private final Headers headers = new Headers();
  private final Source source;
  private int status;
  byte @Nullable [] sent;

  /// The bytes a plugin sees, once one has asked for them.
  private byte @Nullable [] shown;

  FakeResponse(Source source, int status, byte @Nullable [] body) {
    this.source = source;
    this.status = status;
    this.sent = body;
  }

  /// Shows a plugin as much of the body as it needs; false if it has no turn.
  ///
  /// @throws IllegalStateException if the body is longer than the plugin allows
  boolean show(BodyNeed need) {
    byte[] body = sent;
    if (!(need instanceof BodyNeed.Whole(long limit, BodyNeed.Overflow overflow))) {
      return false;
    }
    shown = body;
    if (body == null || body.length <= limit) {
      return true;
    }
    return switch (overflow) {
      case SKIP -> false;
      case CUT -> {
        shown = Arrays.copyOf(body, (int) limit);
        yield true;
      }
      case REJECT -> throw new IllegalStateException("the answer is too long");
    };
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void status(int status) {
    this.status = status;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public byte @Nullable [] body() {
    return shown;
  }

  @Override
  public void body(byte[] replacement) {
    sent = replacement;
    shown = replacement;
  }

  @Override
  public Source source() {
    return source;
  }
}
