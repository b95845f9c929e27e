package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter;
import org.jspecify.annotations.Nullable;

/// Covers values in a body whose media type nobody tells: readers guess, and so does this. A
/// bracket begins JSON, anything else text.
final class UntypedMasker implements BodyFilter {
  private final RuleSet rules;
  private final long active;
  private final Handling handling;
  private @Nullable BodyFilter masker;

  UntypedMasker(RuleSet rules, long active, Handling handling) {
    this.rules = rules;
    this.active = active;
    this.handling = handling;
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    int i = from;
    if (masker == null) {
      while (i < to && JsonGrammar.isSpace(bytes[i])) {
        i++;
      }
      out.write(bytes, from, i);
      if (i == to) {
        return;
      }
      boolean json = bytes[i] == '{' || bytes[i] == '[';
      masker =
          json
              ? new JsonMasker(rules, active, handling, true)
              : new LineMasker(rules, active, handling);
    }
    masker.chunk(bytes, i, to, out);
  }

  @Override
  public void end(Output out) {
    if (masker != null) {
      masker.end(out);
    }
  }
}
