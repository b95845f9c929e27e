package gatehouse.plugin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Remembers for a short time what was proven by slow means, so that each request need not do it
/// again. Only digests under a key of this process are kept, and only of what was right: a wrong
/// guess costs its full time however often it is tried.
final class ProvenSecrets {
  private static final String MAC = "HmacSHA256";

  private final Cache<ByteBuffer, Boolean> known;
  private final SecretKeySpec key;

  /// @param life how long a proof is good for
  /// @param most how many are kept; the least used go first
  ProvenSecrets(Duration life, long most, InstantSource clock) {
    known =
        Caffeine.newBuilder()
            .expireAfterWrite(life)
            .maximumSize(most)
            .ticker(() -> clock.millis() * 1_000_000)
            .build();
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, MAC);
  }

  /// Whether exactly these texts were proven together, not long ago.
  boolean knows(String... texts) {
    return known.getIfPresent(digest(texts)) != null;
  }

  /// These texts have been proven together.
  void learn(String... texts) {
    known.put(digest(texts), true);
  }

  private ByteBuffer digest(String... texts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        mac.update(bytes);
      }
      return ByteBuffer.wrap(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
