package gatehouse.plugin.auth.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import gatehouse.plugin.auth.token.SignedToken;
import gatehouse.plugin.auth.token.TrustedKey;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Proofs that the bearer of a token holds the key it is bound to (RFC 9449, section 4.3). Each is
/// good once.
final class DpopProofs {
  static final HeaderName DPOP = HeaderName.of("DPoP");
  private static final int MOST_REMEMBERED = 500_000;
  private static final int MOST_JTI = 256;

  /// By how many seconds a proof may seem to come from the future.
  private static final long AHEAD = 5;

  private final long lifetime;
  private final boolean wantsNonce;
  private final Memory memory;

  /// What all instances of a process share, and what outlives a reload: proofs that were used, and
  /// the secret that nonces are made with.
  static final class Memory {
    private final Cache<String, Boolean> used;
    private final byte[] secret = SealedCookie.randomSecret();

    Memory(long lifetime) {
      used =
          Caffeine.newBuilder()
              .expireAfterWrite(Duration.ofSeconds(2 * lifetime + 2 * AHEAD))
              .build();
    }

    /// Whether it is the first time; never when there are too many to remember, since then nobody
    /// could tell.
    private boolean isFirst(String proof) {
      if (used.estimatedSize() >= MOST_REMEMBERED) {
        used.cleanUp();
      }
      return used.estimatedSize() < MOST_REMEMBERED
          && used.asMap().putIfAbsent(proof, Boolean.TRUE) == null;
    }
  }

  /// @param lifetime seconds
  DpopProofs(long lifetime, boolean wantsNonce, Memory memory) {
    this.lifetime = lifetime;
    this.wantsNonce = wantsNonce;
    this.memory = memory;
  }

  /// What became of a proof.
  enum Verdict {
    GOOD,
    BAD,
    WANTS_NONCE
  }

  /// Judges the proof that a request has brought for a token.
  ///
  /// @param thumbprint of the key that the token is bound to (RFC 7638)
  Verdict judge(Exchange x, String token, String thumbprint) {
    List<String> fields = x.request().headers().all(DPOP);
    if (fields.size() != 1
        || !(SignedToken.read(fields.getFirst()) instanceof SignedToken proof)
        || proof.algorithm().isSymmetric()
        || !"dpop+jwt".equals(proof.headerText("typ"))
        || !(proof.header().get("jwk") instanceof Map<?, ?> members)) {
      return Verdict.BAD;
    }
    PublicKey key = boundKey(members, thumbprint);
    if (key == null || !proof.isSignedBy(key)) {
      return Verdict.BAD;
    }
    Map<String, @Nullable Object> claims = proof.claims();
    long now = x.now() / 1000;
    boolean fits =
        x.request().method().equals(claims.get("htm"))
            && claims.get("htu") instanceof String target
            && isTarget(x, target)
            && claims.get("iat") instanceof Number iat
            && iat.doubleValue() >= now - lifetime
            && iat.doubleValue() <= now + AHEAD
            && claims.get("ath") instanceof String hash
            && same(hash, hash(token));
    if (!fits
        || !(claims.get("jti") instanceof String jti)
        || jti.isEmpty()
        || jti.length() > MOST_JTI) {
      return Verdict.BAD;
    }
    if (wantsNonce && !(claims.get("nonce") instanceof String nonce && isFresh(nonce, now))) {
      return Verdict.WANTS_NONCE;
    }
    return memory.isFirst(thumbprint + " " + jti) ? Verdict.GOOD : Verdict.BAD;
  }

  /// The key of a proof, if it is public and the one that the token is bound to.
  private static @Nullable PublicKey boundKey(Map<?, ?> members, String thumbprint) {
    try {
      JWK jwk = TrustedKey.parsed(members);
      return !jwk.isPrivate() && same(jwk.computeThumbprint().toString(), thumbprint)
          ? TrustedKey.publicKey(jwk)
          : null;
    } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException _) {
      // A key of the client's making: whatever is wrong with it, it proves nothing.
      return null;
    }
  }

  /// Whether the address is the request's, without query and fragment, in any usual spelling.
  private static boolean isTarget(Exchange x, String address) {
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme();
      String host = uri.getHost();
      if (scheme == null || host == null || uri.getRawUserInfo() != null) {
        return false;
      }
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return scheme.equalsIgnoreCase(x.request().scheme())
          && host.toLowerCase(Locale.ROOT).equals(x.request().host())
          && port(uri.getPort(), scheme) == port(x.request().port(), x.request().scheme())
          && path.equals(x.request().rawPath());
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static int port(int port, String scheme) {
    return port > 0 ? port : scheme.equalsIgnoreCase("https") ? 443 : 80;
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A nonce of now: it is known again by its seal, nothing has to be remembered.
  String nonce(long nowMillis) {
    return sealed(nowMillis / 1000);
  }

  private boolean isFresh(String nonce, long now) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(nonce);
      if (bytes.length != Long.BYTES + 32) {
        return false;
      }
      long made = ByteBuffer.wrap(bytes).getLong();
      return same(sealed(made), nonce) && made <= now && made >= now - lifetime;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private String sealed(long made) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(memory.secret, "HmacSHA256"));
      byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(made).array();
      byte[] all = ByteBuffer.allocate(Long.BYTES + 32).put(time).put(mac.doFinal(time)).array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
