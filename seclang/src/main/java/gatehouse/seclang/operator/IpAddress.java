package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads addresses without ever asking a name server. An address is 128 bits in two halves, IPv4 in
/// the low 32 bits; what is no address is an empty array.
public final class IpAddress {
  private static final long[] NONE = new long[0];

  private IpAddress() {}

  /// An address as 4 or 16 bytes; empty when the text is none.
  public static byte[] bytes(Bytes text) {
    boolean isV6 = text.indexOf(':', 0) >= 0;
    long[] halves = isV6 ? parseV6(text) : parseV4(text);
    if (halves.length == 0) {
      return new byte[0];
    }
    byte[] all = ByteBuffer.allocate(16).putLong(halves[0]).putLong(halves[1]).array();
    return isV6 ? all : Arrays.copyOfRange(all, 12, 16);
  }

  static long[] parseV4(Bytes text) {
    long address = v4(text, 0, text.length());
    return address < 0 ? NONE : new long[] {0, address};
  }

  /// Four decimal numbers up to 255, or -1.
  private static long v4(Bytes text, int from, int to) {
    long address = 0;
    int part = -1;
    int dots = 0;
    for (int i = from; i <= to; i++) {
      int c = i < to ? text.at(i) : '.';
      if (Ascii.isDigit(c)) {
        part = (part < 0 ? 0 : part * 10) + c - '0';
        if (part > 255) {
          return -1;
        }
      } else if (c == '.' && part >= 0) {
        address = (address << 8) | part;
        part = -1;
        dots++;
      } else {
        return -1;
      }
    }
    return dots == 4 ? address : -1;
  }

  /// RFC 4291, 2.2: eight groups, one run of zeros as `::`, the last two groups maybe as IPv4.
  static long[] parseV6(Bytes text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int i = 0;
    if (text.length() >= 2 && text.at(0) == ':' && text.at(1) == ':') {
      gap = 0;
      i = 2;
    }
    while (i < text.length()) {
      int end = text.indexOf(':', i);
      end = end < 0 ? text.length() : end;
      if (end == i && (gap >= 0 || i == 0)) {
        return NONE;
      }
      if (end == i) {
        gap = count;
        i++;
        continue;
      }
      int taken = group(text, i, end, groups, count);
      boolean danglingColon = end == text.length() - 1 && text.at(end) == ':';
      if (taken == 0 || danglingColon) {
        return NONE;
      }
      count += taken;
      i = end + 1;
    }
    return assembled(groups, count, gap);
  }

  /// Reads one group, or an IPv4 tail as two; gives how many, 0 when it is neither.
  private static int group(Bytes text, int from, int to, int[] groups, int count) {
    if (to == text.length() && text.indexOf('.', from) >= 0) {
      long v4 = v4(text, from, to);
      if (v4 < 0 || count > 6) {
        return 0;
      }
      groups[count] = (int) (v4 >> 16);
      groups[count + 1] = (int) (v4 & 0xffff);
      return 2;
    }
    if (count == 8 || to - from > 4) {
      return 0;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = Ascii.hex(text.at(i));
      if (digit < 0) {
        return 0;
      }
      value = (value << 4) | digit;
    }
    groups[count] = value;
    return 1;
  }

  private static long[] assembled(int[] groups, int count, int gap) {
    // `::` may stand for a single group of zeros, yet for no group at all it may not (RFC 5952
    // 4.2).
    if (gap < 0 ? count != 8 : count > 7) {
      return NONE;
    }
    int[] all = new int[8];
    int missing = 8 - count;
    for (int i = 0; i < count; i++) {
      all[gap >= 0 && i >= gap ? i + missing : i] = groups[i];
    }
    long[] halves = new long[2];
    for (int i = 0; i < 8; i++) {
      halves[i / 4] = (halves[i / 4] << 16) | all[i];
    }
    return halves;
  }
}
