package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;
import java.util.Arrays;

/// What of a body's pieces goes on as it came. A part may be held until it is decided whether it
/// does; it may begin in one piece and end in a later one.
final class Passage {
  private static final Output NOWHERE = (_, _, _) -> {};

  private Output out = NOWHERE;
  private byte[] piece = {};
  private int to;
  private int kept;
  private boolean holding;
  private int hold;
  private int heldTo;
  private byte[] carry = {};
  private int carried;
  private boolean muted;

  /// A piece comes.
  void begin(byte[] bytes, int from, int end, Output output) {
    piece = bytes;
    to = end;
    out = output;
    kept = from;
    hold = from;
  }

  /// The piece is through: what is not held goes on, and what is held is kept.
  void finish() {
    if (holding) {
      flush(hold);
      carry(to);
    } else {
      flush(to);
    }
    piece = new byte[0];
    kept = 0;
    hold = 0;
    to = 0;
    out = NOWHERE;
  }

  /// From here on it is undecided.
  void hold(int at) {
    holding = true;
    hold = at;
  }

  boolean isHolding() {
    return holding;
  }

  /// How much is held.
  int held(int at) {
    return carried + at - hold;
  }

  /// Brings what is held together; [#region], [#regionFrom] and [#regionTo] tell where it is.
  void gather(int at) {
    if (carried > 0) {
      carry(at);
      hold = at;
      kept = at;
    }
    heldTo = at;
  }

  byte[] region() {
    return carried > 0 ? carry : piece;
  }

  int regionFrom() {
    return carried > 0 ? 0 : hold;
  }

  int regionTo() {
    return carried > 0 ? carried : heldTo;
  }

  private void carry(int end) {
    int more = end - hold;
    if (carry.length - carried < more) {
      carry = Arrays.copyOf(carry, Math.max(carry.length * 2, carried + more));
    }
    System.arraycopy(piece, hold, carry, carried, more);
    carried += more;
  }

  /// What is held goes on, without its first bytes.
  void keep(int without) {
    if (carried > 0) {
      write(carry, without, carried);
      carried = 0;
    } else if (without > 0) {
      flush(hold);
      kept = hold + without;
    }
    holding = false;
  }

  /// What is held does not go on.
  void drop(int at) {
    flush(hold);
    carried = 0;
    holding = false;
    kept = at;
  }

  /// What has come up to here goes on, before what is written next.
  void pass(int at) {
    flush(at);
    kept = at;
  }

  /// What has come up to here does not go on.
  void skip(int at) {
    kept = at;
  }

  /// Nothing goes on any more.
  void mute(int at) {
    pass(at);
    muted = true;
  }

  /// What comes from here on goes on again.
  void unmute(int at) {
    muted = false;
    kept = at;
  }

  boolean isMuted() {
    return muted;
  }

  /// Writes something at this place.
  void write(byte[] bytes, int from, int end) {
    if (!muted && end > from) {
      out.write(bytes, from, end);
    }
  }

  private void flush(int end) {
    write(piece, kept, end);
    kept = Math.max(kept, end);
  }
}
