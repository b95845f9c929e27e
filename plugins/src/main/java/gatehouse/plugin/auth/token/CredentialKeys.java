package gatehouse.plugin.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.model.JwtCredential;
import gatehouse.spi.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The keys of credentials, read from their texts once.
public final class CredentialKeys {
  private static final int MOST = 20_000;

  private final boolean base64;
  private final Cache<String, Optional<Key>> keys = Caffeine.newBuilder().maximumSize(MOST).build();

  /// @param base64 whether secrets are written in base64
  public CredentialKeys(boolean base64) {
    this.base64 = base64;
  }

  /// The key that a credential's tokens are verified with; null if it has none that fits. With the
  /// HS algorithms that is the secret and never the public key, whatever else the credential has.
  public @Nullable Key of(JwtCredential credential, JwsAlgorithm algorithm) {
    Optional<Key> key =
        keys.get(credential.id(), _ -> Optional.ofNullable(read(credential, algorithm)));
    return key.orElse(null);
  }

  private @Nullable Key read(JwtCredential credential, JwsAlgorithm algorithm) {
    try {
      Key key =
          algorithm.isSymmetric()
              ? secret(credential.secret().reveal())
              : publicKey(credential.rsaPublicKey());
      return key != null && algorithm.fits(key) ? key : null;
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return null;
    }
  }

  private static @Nullable Key publicKey(@Nullable String pem) throws GeneralSecurityException {
    return pem == null ? null : Pem.publicKey(pem);
  }

  private Key secret(String text) {
    byte[] bytes =
        base64
            ? Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'))
            : text.getBytes(StandardCharsets.UTF_8);
    return new SecretKeySpec(bytes, "HMAC");
  }
}
