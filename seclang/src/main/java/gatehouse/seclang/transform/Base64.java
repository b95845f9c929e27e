package gatehouse.seclang.transform;

import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import java.util.Arrays;

/// Base64, read leniently: an attacker's decoder may be lenient too.
final class Base64 {
  private static final int[] VALUES = values();

  private Base64() {}

  static Bytes encode(Bytes value) {
    return Bytes.of(java.util.Base64.getEncoder().encode(value.toArray()));
  }

  /// Up to the first byte that is not of the alphabet; padding may be missing.
  static Bytes decode(Bytes value) {
    return decode(value, false);
  }

  /// The length of what [#decode] gives.
  static int decodedLength(Bytes value) {
    int end = 0;
    while (end < value.length() && VALUES[value.at(end)] >= 0) {
      end++;
    }
    return end * 3 / 4;
  }

  /// Bytes outside the alphabet are skipped; padding and NUL still end.
  static Bytes decodeExt(Bytes value) {
    return decode(value, true);
  }

  private static Bytes decode(Bytes value, boolean skipForeign) {
    ByteBuilder out = new ByteBuilder(value.length() * 3 / 4 + 3);
    int bits = 0;
    int count = 0;
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      int six = VALUES[c];
      if (six < 0) {
        if (skipForeign && c != '=' && c != 0) {
          continue;
        }
        break;
      }
      bits = (bits << 6) | six;
      if (++count == 4) {
        out.add(bits >> 16).add(bits >> 8).add(bits);
        bits = 0;
        count = 0;
      }
    }
    if (count == 2) {
      out.add(bits >> 4);
    } else if (count == 3) {
      out.add(bits >> 10).add(bits >> 2);
    }
    return out.toBytes();
  }

  private static int[] values() {
    int[] table = new int[256];
    Arrays.fill(table, -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      table[alphabet.charAt(i)] = i;
    }
    return table;
  }
}
