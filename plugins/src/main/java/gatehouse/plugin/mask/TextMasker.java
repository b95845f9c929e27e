package gatehouse.plugin.mask;

import gatehouse.plugin.mask.detect.Detector;
import gatehouse.spi.BodyFilter.Output;
import java.util.Arrays;

/// Covers what the detectors find in texts that come in pieces. It holds back as much as they have
/// to see to decide; where patterns have to see a text whole, all of it. One text after the other.
final class TextMasker {
  /// What detectors look at before a value.
  private static final int CONTEXT = 4;

  private final RuleSet rules;
  private final long patternBits;
  private final Handling handling;
  private final Output target;
  private final Detection detection;
  private final ValueMasker values;
  private final long active;
  private final int reach;
  private byte[] held = new byte[256];
  private int at;
  private int length;
  private boolean begun;
  private boolean tooLong;
  private boolean open;

  /// @param active the rules that hold
  /// @param target gets the text with its values covered
  TextMasker(RuleSet rules, long active, Handling handling, Output target) {
    this.rules = rules;
    this.active = active & rules.detecting();
    this.patternBits = this.active & rules.patternBits();
    this.reach = rules.reach(this.active);
    this.handling = handling;
    this.target = target;
    this.detection = new Detection(rules);
    this.values = new ValueMasker(target);
  }

  /// Whether there is anything to look for.
  boolean isIdle() {
    return active == 0;
  }

  /// Whether a text that is all here has something to cover.
  boolean finds(byte[] text, int from, int to) {
    if (active == 0) {
      return false;
    }
    detection.begin();
    return detection.find(text, active, from, from, to, to);
  }

  /// A piece of the text.
  void write(byte[] bytes, int from, int to) {
    if (active == 0) {
      target.write(bytes, from, to);
      return;
    }
    int next = from;
    if (open) {
      next = goOn(bytes, from, to);
      if (next == to) {
        return;
      }
    }
    if (!begun) {
      begun = true;
      detection.begin();
    }
    append(bytes, next, to);
    if (patternBits == 0 || tooLong) {
      scan(false);
    } else if (length - at > handling.mostHeld()) {
      if (handling.blocksOversize()) {
        throw handling.oversize();
      }
      tooLong = true;
      scan(false);
    }
  }

  /// The text is complete.
  void end() {
    if (open) {
      values.end();
      open = false;
    }
    scan(true);
    at = 0;
    length = 0;
    begun = false;
    tooLong = false;
  }

  private int goOn(byte[] bytes, int from, int to) {
    Detector detector = detector(detection.rule());
    int i = from;
    while (i < to && detector.goesOn(bytes[i])) {
      i++;
    }
    values.write(bytes, from, i);
    if (i > from) {
      held[0] = bytes[i - 1];
    }
    if (i < to) {
      values.end();
      open = false;
    }
    return i;
  }

  private static Detector detector(MaskRule rule) {
    if (rule.detector() == null) {
      throw new IllegalStateException("only a detector finds values in texts");
    }
    return rule.detector();
  }

  private void append(byte[] bytes, int from, int to) {
    int more = to - from;
    if (held.length - length < more) {
      held = Arrays.copyOf(held, Math.max(held.length * 2, length + more));
    }
    System.arraycopy(bytes, from, held, length, more);
    length += more;
  }

  private void scan(boolean whole) {
    long set = whole && !tooLong ? active : active & ~patternBits;
    int before = whole ? length : length - reach;
    int position = at;
    while (detection.find(held, set, 0, position, before, length)) {
      target.write(held, position, detection.from());
      position = detection.to();
      MaskRule rule = detection.rule();
      Detector detector = detector(rule);
      if (detector.hasSeparators()) {
        values.bounded(rule, held, detection.from(), position);
        continue;
      }
      values.begin(rule);
      values.write(held, detection.from(), position);
      if (!whole && detector.isOpen() && position == length) {
        open = true;
        held[0] = held[length - 1];
        at = 1;
        length = 1;
        return;
      }
      values.end();
    }
    int decided = Math.max(position, Math.min(before, length));
    target.write(held, position, decided);
    keep(decided);
  }

  private void keep(int from) {
    int context = Math.min(CONTEXT, from);
    System.arraycopy(held, from - context, held, 0, length - from + context);
    at = context;
    length = length - from + context;
  }

  @Override
  public String toString() {
    return "TextMasker[" + rules.rules().size() + " rules]";
  }
}
