package gatehouse.seclang.operator;

import gatehouse.regex.Budget;
import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;

/// What operators share within one transaction: the work that pattern matching may still cost, and
/// the place for what a match captured. One thread at a time.
public final class Probe {
  /// TX:0 to TX:9.
  public static final int MAX_CAPTURES = 10;

  /// Bytes that an operator, or a transformation, reads for one unit of work: 6 to 10 ns.
  private static final int BYTES_PER_UNIT = 4;

  private final Budget budget;
  private final @Nullable Bytes[] captures = new Bytes[MAX_CAPTURES];
  private int count;
  private boolean capturing;
  private boolean exhausted;
  private @Nullable Document document;
  private @Nullable NameLookup names;

  public Probe(Budget budget) {
    this.budget = budget;
  }

  /// Forgets the last match and says whether captures are wanted from the next.
  public Probe begin(boolean wantsCaptures) {
    count = 0;
    capturing = wantsCaptures;
    return this;
  }

  boolean isCapturing() {
    return capturing;
  }

  /// Notes the next capture, from number 0 on; what exceeds TX:9 is dropped. Always true, so that
  /// an operator can end with it.
  boolean capture(Bytes value) {
    if (capturing && count < MAX_CAPTURES) {
      captures[count++] = value;
    }
    return true;
  }

  /// How many captures the last match left.
  public int captureCount() {
    return count;
  }

  /// A capture, or the empty string when there is none of that number.
  public Bytes captured(int index) {
    Bytes value = index < count ? captures[index] : null;
    return value == null ? Bytes.EMPTY : value;
  }

  /// Shows the body to operators that look at it as a whole.
  public void show(Document parsed) {
    document = parsed;
  }

  /// The body, null when it is no document.
  @Nullable Document document() {
    return document;
  }

  /// Lets operators ask name servers.
  public void ask(NameLookup lookup) {
    names = lookup;
  }

  /// Whom to ask for names; null when nobody is to be asked.
  @Nullable NameLookup names() {
    return names;
  }

  Budget budget() {
    return budget;
  }

  /// Notes that a pattern could not be decided within the budget. The answer «no match» that goes
  /// with it must not be believed.
  void exhaust() {
    exhausted = true;
  }

  /// Takes the work of reading so many bytes; false when that was more than was left.
  public boolean read(long bytes) {
    if (!budget.spend(bytes / BYTES_PER_UNIT)) {
      exhausted = true;
    }
    return !exhausted;
  }

  /// Whether any pattern of this transaction stayed undecided.
  public boolean isExhausted() {
    return exhausted;
  }
}
