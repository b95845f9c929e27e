package gatehouse.plugin.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What was found out about tokens that proved good, by the SHA-256 of their text: no token can be
/// read out of it, and nobody but the issuer can fill it. What depends on the time (`exp`, `nbf`)
/// or on keys that may go has to be looked at again with each hit.
public final class TokenCache<V> {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(() -> {
        try {
          return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException(e);
        }
      });

  private final Cache<Digest, V> cache;

  /// @param most how many tokens are kept; the least used go first
  public TokenCache(int most) {
    cache = Caffeine.newBuilder().maximumSize(most).build();
  }

  /// What is known about a token; null if nothing is.
  public @Nullable V get(Digest token) {
    return cache.getIfPresent(token);
  }

  /// Remembers a token that was verified.
  public void put(Digest token, V value) {
    cache.put(token, value);
  }

  /// Forgets a token.
  public void remove(Digest token) {
    cache.invalidate(token);
  }

  /// What a token is remembered by.
  public static final class Digest {
    private final byte[] bytes;

    private Digest(byte[] bytes) {
      this.bytes = bytes;
    }

    /// The digest of a text of ASCII characters.
    public static Digest of(String token) {
      MessageDigest sha = SHA_256.get();
      return new Digest(sha.digest(token.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Digest other && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
      return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3];
    }
  }
}
