package gatehouse.plugin.transform;

import gatehouse.spi.Exchange;

/// The header fields of a request. Its Host can be replaced and nothing else: it is sent anew for
/// the service, so it is always there and never renamed, removed or added to.
final class RequestHeaderMembers extends HeaderMembers {
  private final Exchange x;

  RequestHeaderMembers(Exchange x) {
    super(x.request().headers());
    this.x = x;
  }

  private static boolean isHost(String name) {
    return name.equalsIgnoreCase("host");
  }

  @Override
  public boolean has(String name) {
    return isHost(name) || super.has(name);
  }

  @Override
  public void remove(String name) {
    if (!isHost(name)) {
      super.remove(name);
    }
  }

  @Override
  public void rename(String from, String to) {
    if (!isHost(from) && !isHost(to)) {
      super.rename(from, to);
    }
  }

  @Override
  public void set(String name, String value) {
    if (!isHost(name)) {
      super.set(name, value);
      return;
    }
    if (value.isEmpty() || !value.chars().allMatch(RequestHeaderMembers::isInAuthority)) {
      throw new IllegalArgumentException("not a value for Host");
    }
    x.upstream().host(value);
  }

  /// Characters of a host and port (RFC 3986, section 3.2.2), as far as hosts have them.
  private static boolean isInAuthority(int c) {
    return c >= '0' && c <= '9'
        || (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
        || "-._~:[]".indexOf(c) >= 0;
  }

  @Override
  public void append(String name, String value) {
    if (!isHost(name)) {
      super.append(name, value);
    }
  }
}
