package gatehouse.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address. An IPv4 address that came mapped into IPv6 is the IPv4 address.
///
/// @param high the upper 64 bits; 0 for IPv4
/// @param low the lower 64 bits; the 32 bits of an IPv4 address
/// @param v4 whether it is an IPv4 address
public record IpAddress(long high, long low, boolean v4) {
  private static final long MAPPED_PREFIX = 0xFFFFL;

  /// Reads an address strictly: no port, zone, leading zeros or shorthand of IPv4. Null if the text
  /// is none.
  public static @Nullable IpAddress parse(String text) {
    return text.indexOf(':') >= 0 ? parse6(text) : parse4(text, 0, text.length());
  }

  /// The address of 4 or 16 bytes.
  ///
  /// @throws IllegalArgumentException for any other length
  public static IpAddress of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> new IpAddress(0, bits(bytes, 0, 4), true);
      case 16 -> ofBits(bits(bytes, 0, 8), bits(bytes, 8, 16));
      default -> throw new IllegalArgumentException("an address has 4 or 16 bytes");
    };
  }

  /// The same address for Java's sockets.
  public InetAddress toInetAddress() {
    byte[] bytes = new byte[v4 ? 4 : 16];
    for (int i = bytes.length - 1, shift = 0; i >= 0; i--, shift += 8) {
      bytes[i] = (byte) (shift < 64 ? low >>> shift : high >>> shift - 64);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The address with all bits after the prefix cleared.
  ///
  /// @param length bits kept: 0 to 32 for IPv4, 0 to 128 for IPv6
  public IpAddress prefix(int length) {
    if (v4) {
      return new IpAddress(0, length == 0 ? 0 : low & (-1L << (32 - length)), true);
    }
    long keptHigh = length == 0 ? 0 : length >= 64 ? high : high & (-1L << (64 - length));
    long keptLow = length <= 64 ? 0 : length >= 128 ? low : low & (-1L << (128 - length));
    return new IpAddress(keptHigh, keptLow, false);
  }

  /// Compares as unsigned numbers; IPv4 before IPv6.
  public int compare(IpAddress other) {
    if (v4 != other.v4) {
      return v4 ? -1 : 1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  private static IpAddress ofBits(long high, long low) {
    boolean mapped = high == 0 && low >>> 32 == MAPPED_PREFIX;
    return mapped ? new IpAddress(0, low & 0xFFFFFFFFL, true) : new IpAddress(high, low, false);
  }

  private static long bits(byte[] bytes, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 8 | bytes[i] & 0xFF;
    }
    return bits;
  }

  private static @Nullable IpAddress parse4(String text, int from, int to) {
    long bits = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int value = 0;
      while (at < to && isDigit(text.charAt(at)) && at - start < 3) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || value > 255 || leadingZero) {
        return null;
      }
      bits = bits << 8 | value;
      if (part < 3 && (at == to || text.charAt(at++) != '.')) {
        return null;
      }
    }
    return at == to ? new IpAddress(0, bits, true) : null;
  }

  private static @Nullable IpAddress parse6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    int end = text.length();
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < end) {
      if (count == 8) {
        return null;
      }
      int dot = text.indexOf('.', at);
      if (dot >= 0 && text.indexOf(':', at) < 0) {
        IpAddress tail = count <= 6 ? parse4(text, at, end) : null;
        if (tail == null) {
          return null;
        }
        groups[count++] = (int) (tail.low >>> 16);
        groups[count++] = (int) (tail.low & 0xFFFF);
        at = end;
        break;
      }
      int start = at;
      int value = 0;
      while (at < end
          && at - start < 4
          && Character.digit(text.charAt(at), 16) >= 0
          && text.charAt(at) < 128) {
        value = value << 4 | Character.digit(text.charAt(at++), 16);
      }
      if (at == start) {
        return null;
      }
      groups[count++] = value;
      if (at == end) {
        break;
      }
      if (text.charAt(at++) != ':' || at == end) {
        return null;
      }
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      }
    }
    return gap < 0
        ? (count == 8 ? of(groups) : null)
        : count >= 8 ? null : of(spread(groups, count, gap));
  }

  private static int[] spread(int[] groups, int count, int gap) {
    int[] all = new int[8];
    System.arraycopy(groups, 0, all, 0, gap);
    System.arraycopy(groups, gap, all, 8 - (count - gap), count - gap);
    return all;
  }

  private static IpAddress of(int[] groups) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[i + 4];
    }
    return ofBits(high, low);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// The usual notation; IPv6 as RFC 5952 wants it.
  @Override
  public String toString() {
    if (v4) {
      return (low >>> 24)
          + "."
          + (low >>> 16 & 0xFF)
          + "."
          + (low >>> 8 & 0xFF)
          + "."
          + (low & 0xFF);
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = i;
      while (run < 8 && group(run) == 0) {
        run++;
      }
      if (run - i > gapLength) {
        gapStart = i;
        gapLength = run - i;
      }
      i = Math.max(i, run - 1);
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(i)));
    }
    return text.toString();
  }

  private int group(int i) {
    return (int) ((i < 4 ? high >>> 16 * (3 - i) : low >>> 16 * (7 - i)) & 0xFFFF);
  }
}
