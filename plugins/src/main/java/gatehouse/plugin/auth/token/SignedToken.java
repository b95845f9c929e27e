package gatehouse.plugin.auth.token;

import gatehouse.plugin.inspect.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JWS in compact form (RFC 7515, section 3.1) whose payload is a JSON object, read but not
/// verified: nothing in it may be believed before [#isSignedBy].
///
/// What the header says of keys (`jwk`, `jku`, `x5u`, `x5c`) is never looked at; `kid` only chooses
/// among keys that are trusted already.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedToken(
    Map<String, @Nullable Object> header,
    Map<String, @Nullable Object> claims,
    byte[] signed,
    byte[] signature,
    JwsAlgorithm algorithm)
    implements Reading {

  /// What a longer text is refused for before anything is decoded.
  private static final int MOST_CHARACTERS = 48 << 10;

  private static final Base64.Decoder BASE64URL = Base64.getUrlDecoder();

  /// Reads a token.
  public static Reading read(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || token.length() > MOST_CHARACTERS) {
      return Flaw.JSON;
    }
    Map<String, @Nullable Object> header = object(token.substring(0, first));
    byte[] payload = decoded(token.substring(first + 1, second));
    if (header == null || payload == null) {
      return Flaw.JSON;
    }
    JwsAlgorithm algorithm = header.get("alg") instanceof String alg ? JwsAlgorithm.of(alg) : null;
    if (algorithm == null) {
      return Flaw.ALGORITHM;
    }
    if (header.containsKey("crit") || Boolean.FALSE.equals(header.get("b64"))) {
      // RFC 7515, section 4.1.11: no extension is understood here, so each critical one is unknown.
      return Flaw.CRITICAL;
    }
    Map<String, @Nullable Object> claims = StrictJson.object(payload);
    if (claims == null) {
      return isJsonButNoObject(payload) ? Flaw.CLAIMS : Flaw.JSON;
    }
    byte[] signature = decoded(token.substring(second + 1));
    if (signature == null) {
      return Flaw.SIGNATURE;
    }
    byte[] signed = token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1);
    return new SignedToken(header, claims, signed, signature, algorithm);
  }

  /// Whether a text has the three parts of a signed token; an opaque one has not, and neither has
  /// an encrypted one.
  public static boolean looksLikeOne(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    return first > 0 && second > first && text.indexOf('.', second + 1) < 0;
  }

  /// Whether the key made the signature, by the algorithm that the caller has allowed already. A
  /// key of another kind than the algorithm's never did.
  public boolean isSignedBy(Key key) {
    return algorithm.fits(key) && algorithm.verifies(key, signed, signature);
  }

  /// A text member of the header; null if it is absent or no text.
  public @Nullable String headerText(String name) {
    return header.get(name) instanceof String text ? text : null;
  }

  private static @Nullable Map<String, @Nullable Object> object(String part) {
    byte[] bytes = decoded(part);
    return bytes == null ? null : StrictJson.object(bytes);
  }

  /// RFC 7515, section 2: no padding, and nothing but the alphabet.
  private static byte @Nullable [] decoded(String part) {
    if (part.indexOf('=') >= 0) {
      return null;
    }
    try {
      return BASE64URL.decode(part);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// The difference matters for nothing but Kong's texts.
  private static boolean isJsonButNoObject(byte[] payload) {
    byte[] wrapped = new byte[payload.length + 6];
    System.arraycopy("{\"a\":".getBytes(StandardCharsets.US_ASCII), 0, wrapped, 0, 5);
    System.arraycopy(payload, 0, wrapped, 5, payload.length);
    wrapped[wrapped.length - 1] = '}';
    Map<String, @Nullable Object> read = StrictJson.object(wrapped);
    return read != null && !(read.get("a") instanceof Map);
  }

  /// Tells nothing of what the token holds.
  @Override
  public String toString() {
    return "SignedToken[" + algorithm + "]";
  }
}
