package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Writes what a rule puts in place of one value, which comes in pieces and may be of any length.
/// Values and what is written are UTF-8. One value after the other.
final class ValueMasker {
  private final Output target;
  private @Nullable MaskRule rule;
  private byte[] mask = {};
  private int[] kept = {};
  private int unit;
  private long count;
  private @Nullable Mac mac;

  ValueMasker(Output target) {
    this.target = target;
  }

  /// A value begins.
  void begin(MaskRule by) {
    rule = by;
    count = 0;
    unit = 0;
    switch (by.action()) {
      case MASK -> {
        mask = Character.toString(by.maskChar()).getBytes(StandardCharsets.UTF_8);
        kept = new int[by.keepFirst() + by.keepLast()];
      }
      case HASH -> mac = mac(by);
      case REMOVE, REPLACE -> {}
    }
  }

  /// A piece of the value.
  void write(byte[] bytes, int from, int to) {
    MaskRule by = rule();
    if (by.action() == MaskRule.Action.MASK) {
      for (int i = from; i < to; i++) {
        take(by, bytes[i] & 0xff);
      }
    } else if (mac != null) {
      mac.update(bytes, from, to - from);
    }
  }

  /// The value is complete.
  void end() {
    MaskRule by = rule();
    switch (by.action()) {
      case MASK -> endMask(by);
      case HASH -> {
        if (mac != null) {
          write(HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII));
          mac = null;
        }
      }
      case REPLACE -> write(by.replacement());
      case REMOVE -> {}
    }
    rule = null;
  }

  private MaskRule rule() {
    if (rule == null) {
      throw new IllegalStateException("no value has begun");
    }
    return rule;
  }

  /// Characters are kept apart by their bytes, up to four in an int.
  private void take(MaskRule by, int b) {
    boolean continues = (b & 0xc0) == 0x80 && unit != 0 && unit >>> 24 == 0;
    if (!continues && unit != 0) {
      push(by, unit);
      unit = 0;
    }
    unit = unit << 8 | b;
    if (b == 0) {
      push(by, 0);
    }
  }

  private void push(MaskRule by, int character) {
    int room = kept.length;
    if (count < room) {
      kept[(int) count] = character;
    } else {
      if (count == room) {
        for (int i = 0; i < by.keepFirst(); i++) {
          write(kept[i]);
        }
        // Those after it were still candidates for the last ones.
      }
      write(mask);
      if (by.keepLast() > 0) {
        kept[by.keepFirst() + (int) ((count - room) % by.keepLast())] = character;
      }
    }
    count++;
  }

  private void endMask(MaskRule by) {
    if (unit != 0) {
      push(by, unit);
      unit = 0;
    }
    int room = kept.length;
    if (count <= room) {
      for (long i = 0; i < count; i++) {
        write(mask);
      }
      return;
    }
    for (int i = 0; i < by.keepLast(); i++) {
      write(kept[by.keepFirst() + (int) ((count - room + i) % by.keepLast())]);
    }
  }

  private void write(int character) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      int b = character >>> shift & 0xff;
      if (b != 0 || shift == 0) {
        write(new byte[] {(byte) b});
      }
    }
  }

  private void write(byte[] bytes) {
    target.write(bytes, 0, bytes.length);
  }

  /// A value that is all here and has separators, which stay where they are.
  void bounded(MaskRule by, byte[] text, int from, int to) {
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs += isSign(text[i]) ? 1 : 0;
    }
    byte[] bare = new byte[signs];
    int n = 0;
    for (int i = from; i < to; i++) {
      if (isSign(text[i])) {
        bare[n++] = text[i];
      }
    }
    if (by.action() != MaskRule.Action.MASK) {
      begin(by);
      write(bare, 0, signs);
      end();
      return;
    }
    byte[] cover = Character.toString(by.maskChar()).getBytes(StandardCharsets.UTF_8);
    boolean keeps = signs > by.keepFirst() + by.keepLast();
    int at = 0;
    for (int i = from; i < to; i++) {
      boolean shown = keeps && (at < by.keepFirst() || at >= signs - by.keepLast());
      if (!isSign(text[i]) || shown) {
        target.write(text, i, i + 1);
      } else {
        write(cover);
      }
      at += isSign(text[i]) ? 1 : 0;
    }
  }

  private static boolean isSign(byte b) {
    int lower = b | 0x20;
    return b >= '0' && b <= '9' || lower >= 'a' && lower <= 'z';
  }

  private static Mac mac(MaskRule by) {
    if (by.key() == null) {
      throw new IllegalStateException("a rule that hashes has a key");
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(by.key(), "HmacSHA256"));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }
}
