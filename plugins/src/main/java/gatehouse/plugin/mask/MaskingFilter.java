package gatehouse.plugin.mask;

import gatehouse.plugin.inspect.coding.StreamDecoder;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import org.jspecify.annotations.Nullable;

/// The way of a body through its masker, its content coding undone; a body that must not go on
/// becomes a verdict.
final class MaskingFilter implements BodyFilter {
  private final Exchange x;
  private final @Nullable StreamDecoder decoder;
  private final BodyFilter masker;
  private final Handling handling;
  private @Nullable BodyRefused refusal;

  MaskingFilter(Exchange x, @Nullable StreamDecoder decoder, BodyFilter masker, Handling handling) {
    this.x = x;
    this.decoder = decoder;
    this.masker = masker;
    this.handling = handling;
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    guarded(() -> {
      if (decoder == null) {
        masker.chunk(bytes, from, to, out);
      } else {
        decoder.chunk(bytes, from, to, (b, f, t) -> masker.chunk(b, f, t, out));
      }
    });
  }

  @Override
  public void end(Output out) {
    guarded(() -> {
      if (decoder != null) {
        decoder.end(out);
      }
      masker.end(out);
    });
  }

  /// A coding that can't be undone is refused also where broken bodies may pass: nobody else can
  /// read it either.
  private void guarded(Runnable work) {
    if (refusal != null) {
      return;
    }
    try {
      work.run();
    } catch (BodyRefused e) {
      refusal = e;
    } catch (StreamDecoder.Undecodable e) {
      refusal = handling.unparsable("the content coding can't be undone: " + e.getMessage());
    }
  }

  @Override
  public Step verdict() {
    BodyRefused refused = refusal;
    return refused == null ? Step.NEXT : x.deny(refused.answer, refused.rule, refused.reason);
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
    masker.close();
  }
}
