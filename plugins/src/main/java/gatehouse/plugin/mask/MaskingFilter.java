package gatehouse.plugin.mask;

import gatehouse.plugin.inspect.coding.StreamDecoder;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.BodyRefused;

/// Undoes the content coding of a body and covers its values.
final class MaskingFilter implements BodyFilter {
  private final StreamDecoder decoder;
  private final BodyFilter masker;
  private final Handling handling;

  MaskingFilter(StreamDecoder decoder, BodyFilter masker, Handling handling) {
    this.decoder = decoder;
    this.masker = masker;
    this.handling = handling;
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    try {
      decoder.chunk(bytes, from, to, (b, f, t) -> masker.chunk(b, f, t, out));
    } catch (StreamDecoder.Undecodable e) {
      throw refused(e);
    }
  }

  @Override
  public void end(Output out) {
    try {
      decoder.end(out);
    } catch (StreamDecoder.Undecodable e) {
      throw refused(e);
    }
    masker.end(out);
  }

  /// Also where broken bodies may pass: nobody else can read it either.
  private BodyRefused refused(StreamDecoder.Undecodable e) {
    return handling.unparsable("the content coding can't be undone: " + e.getMessage());
  }

  @Override
  public void close() {
    decoder.close();
    masker.close();
  }
}
