package gatehouse.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// Ids made of names, the same at each load (RFC 9562, section 5.5). Not thread-safe.
final class Uuid5 {
  private static final UUID NAMESPACE = UUID.fromString("5a9ff1d4-5b8c-4f0e-9d3a-6a1e2c7b4f10");

  private final MessageDigest digest;
  private final byte[] namespace;

  Uuid5() {
    try {
      digest = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    namespace =
        ByteBuffer.allocate(16)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array();
  }

  /// The id that belongs to a kind and a name.
  String of(String kind, String name) {
    digest.update(namespace);
    digest.update(kind.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    byte[] hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bits = ByteBuffer.wrap(hash);
    long high = bits.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x5000;
    long low = bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
