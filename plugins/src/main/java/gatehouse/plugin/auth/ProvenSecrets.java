package gatehouse.plugin.auth;

import gatehouse.plugin.auth.token.TokenCache;
import gatehouse.plugin.auth.token.TokenCache.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Remembers for a short time what was proven by slow means, so that each request need not do it
/// again. Only digests under a key of this process are kept, and only of what was right: a wrong
/// guess costs its full time however often it is tried.
final class ProvenSecrets {
  private static final String MAC = "HmacSHA256";

  private final TokenCache<Long> known;
  private final long lifeMillis;
  private final InstantSource clock;
  private final SecretKeySpec key;

  /// @param life how long a proof is good for
  /// @param most how many are kept; the least used go first
  ProvenSecrets(Duration life, int most, InstantSource clock) {
    known = new TokenCache<>(most);
    lifeMillis = life.toMillis();
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, MAC);
  }

  /// Whether exactly these texts were proven together, not long ago.
  boolean knows(String... texts) {
    Long until = known.get(digest(texts));
    return until != null && clock.millis() < until;
  }

  /// These texts have been proven together.
  void learn(String... texts) {
    known.put(digest(texts), clock.millis() + lifeMillis);
  }

  private Digest digest(String... texts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        mac.update(bytes);
      }
      return Digest.of(HexFormat.of().formatHex(mac.doFinal()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
