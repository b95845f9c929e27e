package gatehouse.plugin.transform;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header fields of a message.
class HeaderMembers implements Members {
  private final Headers headers;

  HeaderMembers(Headers headers) {
    this.headers = headers;
  }

  @Override
  public boolean has(String name) {
    return headers.has(HeaderName.of(name));
  }

  @Override
  public void remove(String name) {
    headers.remove(HeaderName.of(name));
  }

  @Override
  public void rename(String from, String to) {
    HeaderName target = name(to);
    List<String> values = headers.all(HeaderName.of(from));
    headers.remove(HeaderName.of(from));
    headers.remove(target);
    for (String value : values) {
      headers.add(target, value);
    }
  }

  @Override
  public void set(String name, String value) {
    headers.set(name(name), value);
  }

  @Override
  public void append(String name, String value) {
    headers.add(name(name), value);
  }

  /// @throws IllegalArgumentException if it is none, without repeating it
  private static HeaderName name(String text) {
    if (!HeaderName.isToken(text)) {
      throw new IllegalArgumentException("not a header name");
    }
    return HeaderName.of(text);
  }

  /// What is wrong with the name of a header in a rule; null if nothing is.
  static @Nullable String complaint(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars()
                .allMatch(c ->
                    c >= '0' && c <= '9'
                        || (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
                        || c == '-'
                        || c == '_');
    return plain ? null : "'" + name + "' is not a valid header";
  }
}
