package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.token.RequestCookies;
import gatehouse.plugin.inspect.StrictJson;
import gatehouse.spi.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A cookie whose content only Gatehouse can read and make: AES-256-GCM, by a key of its own for
/// each purpose, bound to the cookie's name. What is too long for one cookie is spread over
/// several, `NAME`, `NAME_2`, and so on.
final class SealedCookie {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /// Browsers take 4096 bytes for a cookie with its name and attributes.
  private static final int CHUNK = 3600;

  private static final int MOST_CHUNKS = 8;

  private final SecretKey key;
  private final Form form;
  private final byte[] bound;

  /// How the cookie is sent.
  ///
  /// @param secure null for: whenever the request came over TLS
  /// @param sameSite `Default` leaves it to the browser
  /// @param maxAge seconds; 0 for as long as the browser runs
  record Form(
      String name,
      String path,
      @Nullable String domain,
      boolean httpOnly,
      @Nullable Boolean secure,
      String sameSite,
      long maxAge) {}

  /// @param purpose what the key is derived for, so that no cookie can be used in another's place
  SealedCookie(byte[] secret, String purpose, Form form) {
    this.form = form;
    this.bound = (purpose + " " + form.name).getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      key = new SecretKeySpec(mac.doFinal(bound), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The values of `Set-Cookie` that make a browser keep the content; null if there is too much.
  ///
  /// @param secure whether the request came over TLS
  @Nullable List<String> sealed(Map<String, ?> content, boolean secure) {
    String text = seal(MAPPER.writeValueAsBytes(content));
    if (text.length() > CHUNK * MOST_CHUNKS) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    for (int i = 0; i * CHUNK < text.length(); i++) {
      String part = text.substring(i * CHUNK, Math.min(text.length(), (i + 1) * CHUNK));
      fields.add(name(i) + "=" + part + attributes(secure, form.maxAge));
    }
    return fields;
  }

  /// The values of `Set-Cookie` that make a browser forget what it has sent.
  List<String> cleared(Headers sent, boolean secure) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < MOST_CHUNKS; i++) {
      if (!RequestCookies.all(sent, name(i)).isEmpty()) {
        fields.add(
            name(i) + "=" + attributes(secure, 0) + "; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
      }
    }
    return fields;
  }

  /// The content that a request has brought; null if there is none or somebody has changed it.
  @Nullable Map<String, @Nullable Object> open(Headers sent) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST_CHUNKS; i++) {
      List<String> values = RequestCookies.all(sent, name(i));
      if (values.isEmpty()) {
        break;
      }
      if (values.size() > 1 || values.getFirst().length() > CHUNK) {
        return null;
      }
      text.append(values.getFirst());
    }
    return text.isEmpty() ? null : unseal(text.toString());
  }

  /// Whether a cookie is this one or a part of it: those are nobody else's business.
  boolean isNamed(String cookie) {
    for (int i = 0; i < MOST_CHUNKS; i++) {
      if (name(i).equals(cookie)) {
        return true;
      }
    }
    return false;
  }

  private String name(int chunk) {
    return chunk == 0 ? form.name : form.name + "_" + (chunk + 1);
  }

  private String attributes(boolean secure, long maxAge) {
    StringBuilder text = new StringBuilder("; Path=").append(form.path);
    if (form.domain != null) {
      text.append("; Domain=").append(form.domain);
    }
    if (maxAge > 0) {
      text.append("; Max-Age=").append(maxAge);
    }
    boolean safe = form.secure == null ? secure : form.secure;
    text.append(safe ? "; Secure" : "").append(form.httpOnly ? "; HttpOnly" : "");
    return form.sameSite.equals("Default")
        ? text.toString()
        : text.append("; SameSite=").append(form.sameSite).toString();
  }

  private String seal(byte[] plain) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
      byte[] all = ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Map<String, @Nullable Object> unseal(String text) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(text);
      if (all.length <= NONCE) {
        return null;
      }
      byte[] nonce = java.util.Arrays.copyOf(all, NONCE);
      return StrictJson.object(
          cipher(Cipher.DECRYPT_MODE, nonce).doFinal(all, NONCE, all.length - NONCE));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return null;
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound);
    return cipher;
  }

  /// A text that nobody can guess, 43 characters long.
  static String unguessable() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// A secret that nobody knows, for as long as the process runs.
  static byte[] randomSecret() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
