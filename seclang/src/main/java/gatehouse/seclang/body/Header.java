package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;

/// One field line of a message, as sent.
public record Header(Bytes name, Bytes value) {
  public static Header of(String name, String value) {
    return new Header(Bytes.of(name), Bytes.of(value));
  }
}
