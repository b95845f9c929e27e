package gatehouse.plugin.inspect;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;

/// The fields by which a service tells which bytes it has sent; they are wrong for other bytes.
public final class Validators {
  private static final HeaderName[] OF_THE_BYTES = {
    HeaderName.of("ETag"),
    HeaderName.of("Content-MD5"),
    HeaderName.of("Content-Digest"),
    HeaderName.of("Repr-Digest"),
    HeaderName.of("Digest"),
    HeaderName.of("Accept-Ranges")
  };

  private Validators() {}

  /// Removes them from an answer whose body was changed.
  public static void drop(Headers headers) {
    for (HeaderName name : OF_THE_BYTES) {
      headers.remove(name);
    }
  }
}
