package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// A range of addresses that share a prefix; a single address is a range of one.
///
/// @param base the first address of the range
/// @param length bits of the prefix
public record Cidr(IpAddress base, int length) {
  /// Reads `address` or `address/bits`; null if the text is neither. Bits after the prefix are
  /// ignored.
  public static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int width = address.v4() ? 32 : 128;
    int length = slash < 0 ? width : bits(text.substring(slash + 1));
    return length < 0 || length > width ? null : new Cidr(address.prefix(length), length);
  }

  /// Whether the address lies in the range; an IPv6 range never holds an IPv4 address.
  public boolean contains(IpAddress address) {
    return address.v4() == base.v4() && address.prefix(length).equals(base);
  }

  /// The last address of the range.
  public IpAddress last() {
    if (base.v4()) {
      return new IpAddress(
          0, base.low() | (length == 0 ? 0xFFFFFFFFL : (1L << (32 - length)) - 1), true);
    }
    long high = length >= 64 ? base.high() : base.high() | (length == 0 ? -1L : -1L >>> length);
    long low = length >= 128 ? base.low() : length <= 64 ? -1L : base.low() | -1L >>> (length - 64);
    return new IpAddress(high, low, false);
  }

  private static int bits(String text) {
    if (text.isEmpty() || text.length() > 3 || text.length() > 1 && text.charAt(0) == '0') {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  @Override
  public String toString() {
    return length == (base.v4() ? 32 : 128) ? base.toString() : base + "/" + length;
  }
}
