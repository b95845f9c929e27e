package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter;

/// Covers what the detectors find in plain text, line by line: a value does not go over the end of
/// a line, and what is complete goes on at once.
final class LineMasker implements BodyFilter {
  private static final Output NOWHERE = (_, _, _) -> {};

  private final Handling handling;
  private final TextMasker text;
  private Output out = NOWHERE;
  private int seen;
  private int first;

  LineMasker(RuleSet rules, long active, Handling handling) {
    this.handling = handling;
    this.text = new TextMasker(rules, active, handling, (b, f, t) -> out.write(b, f, t));
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output output) {
    out = output;
    if (seen < 2) {
      begin(bytes, from, to);
    }
    if (text.isIdle()) {
      output.write(bytes, from, to);
      return;
    }
    int line = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        text.write(bytes, line, i);
        text.end();
        output.write(bytes, i, i + 1);
        line = i + 1;
      }
    }
    text.write(bytes, line, to);
    out = NOWHERE;
  }

  /// Two bytes for each character, as in UTF-16, would hide what is looked for.
  private void begin(byte[] bytes, int from, int to) {
    for (int i = from; i < to && seen < 2; i++) {
      first = first << 8 | bytes[i] & 0xff;
      seen++;
    }
    boolean wide = first == 0xfeff || first == 0xfffe || seen == 2 && (first & 0xff) == 0;
    if ((wide || seen > 0 && first == 0) && handling.blocksUnparsable()) {
      throw handling.unparsable("the text is not in a coding that extends ASCII");
    }
  }

  @Override
  public void end(Output output) {
    out = output;
    text.end();
    out = NOWHERE;
  }
}
