package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `@ipMatch` and `@ipMatchFromFile`: the value is an address inside one of the ranges. IPv4 and
/// IPv6 are kept apart. Sorted and merged, so that a value costs a binary search.
final class IpRanges implements Operator {
  private final Range[] v4;
  private final Range[] v6;

  private IpRanges(Range[] v4, Range[] v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /// From addresses, each with an optional `/bits`.
  static IpRanges of(List<Bytes> texts) throws OperatorFault {
    List<Range> v4 = new ArrayList<>();
    List<Range> v6 = new ArrayList<>();
    for (Bytes text : texts) {
      Bytes trimmed = text.trim();
      if (!trimmed.isEmpty()) {
        (trimmed.indexOf(':', 0) < 0 ? v4 : v6).add(range(trimmed));
      }
    }
    return new IpRanges(merged(v4), merged(v6));
  }

  /// From a parameter: separated by commas.
  static List<Bytes> split(Bytes parameter) {
    List<Bytes> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= parameter.length(); i++) {
      if (i == parameter.length() || parameter.at(i) == ',') {
        parts.add(parameter.slice(from, i));
        from = i + 1;
      }
    }
    return parts;
  }

  /// From a file: one a line, comments from `#` on.
  static List<Bytes> lines(Bytes file) {
    List<Bytes> lines = new ArrayList<>();
    for (Bytes line : Phrases.lines(file)) {
      int comment = line.indexOf('#', 0);
      lines.add(comment < 0 ? line : line.slice(0, comment));
    }
    return lines;
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    Bytes text = value.trim();
    boolean isV6 = text.indexOf(':', 0) >= 0;
    long[] address = isV6 ? IpAddress.parseV6(text) : IpAddress.parseV4(text);
    return address.length != 0 && contains(isV6 ? v6 : v4, address[0], address[1]);
  }

  private static boolean contains(Range[] ranges, long high, long low) {
    int from = 0;
    int to = ranges.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      Range range = ranges[middle];
      if (compare(high, low, range.firstHigh, range.firstLow) < 0) {
        to = middle - 1;
      } else if (compare(high, low, range.lastHigh, range.lastLow) > 0) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int first = Long.compareUnsigned(high, otherHigh);
    return first != 0 ? first : Long.compareUnsigned(low, otherLow);
  }

  private static Range range(Bytes text) throws OperatorFault {
    int slash = text.indexOf('/', 0);
    Bytes host = slash < 0 ? text : text.slice(0, slash);
    boolean isV6 = host.indexOf(':', 0) >= 0;
    long[] address = isV6 ? IpAddress.parseV6(host) : IpAddress.parseV4(host);
    int most = isV6 ? 128 : 32;
    int bits = slash < 0 ? most : bits(text.slice(slash + 1, text.length()));
    if (address.length == 0 || bits < 0 || bits > most) {
      throw new OperatorFault(0, text + " is no address and no range of addresses");
    }
    return Range.of(address, isV6 ? bits : bits + 96);
  }

  private static int bits(Bytes digits) {
    if (digits.isEmpty() || digits.length() > 3) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (!Ascii.isDigit(digits.at(i))) {
        return -1;
      }
    }
    return (int) digits.number();
  }

  private static Range[] merged(List<Range> ranges) {
    ranges.sort((a, b) -> compare(a.firstHigh, a.firstLow, b.firstHigh, b.firstLow));
    Range[] out = new Range[ranges.size()];
    int count = 0;
    for (Range range : ranges) {
      Range last = count == 0 ? null : out[count - 1];
      if (last != null
          && compare(range.firstHigh, range.firstLow, last.lastHigh, last.lastLow) <= 0) {
        // Ranges of prefixes either nest or are apart, so the first of two that meet holds both.
        continue;
      }
      out[count++] = range;
    }
    return Arrays.copyOf(out, count);
  }

  /// Both ends included; 128 bits in two unsigned halves.
  private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    static Range of(long[] address, int prefix) {
      long highMask = prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
      long lowMask = prefix <= 64 ? 0 : prefix == 128 ? -1L : -1L << (128 - prefix);
      return new Range(
          address[0] & highMask,
          address[1] & lowMask,
          address[0] | ~highMask,
          address[1] | ~lowMask);
    }
  }
}
