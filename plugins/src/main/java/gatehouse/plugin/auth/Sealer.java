package gatehouse.plugin.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/// Turns bytes into a text that a client may keep, can't read and can't change: AES-256-GCM under a
/// key derived from a secret, bound to a purpose.
public final class Sealer {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY = 32;
  private static final int HEAD = 1 + NONCE;

  private final SecretKey key;
  private final byte[] purpose;
  private final SecureRandom random = new SecureRandom();

  /// @param secret what the key is derived from; whoever has it can make seals
  /// @param purpose what the texts are for; one for another purpose does not open
  public Sealer(String secret, String purpose) {
    this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
    try {
      key =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "AES",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                      .addSalt("gatehouse".getBytes(StandardCharsets.UTF_8))
                      .thenExpand(this.purpose, KEY));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Seals bytes; the text holds letters, digits, `-` and `_`.
  public String seal(byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce);
      byte[] sealed = new byte[HEAD + cipher.getOutputSize(plain.length)];
      sealed[0] = VERSION;
      System.arraycopy(nonce, 0, sealed, 1, NONCE);
      cipher.doFinal(plain, 0, plain.length, sealed, HEAD);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was sealed; null if the text was not made by this key for this purpose.
  public byte @Nullable [] open(String text) {
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(text);
      if (sealed.length < HEAD + TAG_BITS / 8 || sealed[0] != VERSION) {
        return null;
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, 1, HEAD));
      return cipher.doFinal(sealed, HEAD, sealed.length - HEAD);
    } catch (IllegalArgumentException | AEADBadTagException _) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose);
    return cipher;
  }
}
