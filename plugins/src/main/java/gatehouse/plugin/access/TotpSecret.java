package gatehouse.plugin.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// A fresh secret of a second factor, in the forms in which authenticator apps take it.
public final class TotpSecret {
  /// What RFC 4226 recommends (section 4, R6): as long as the hash.
  private static final int BYTES = 20;

  private final byte[] bytes;

  private TotpSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A secret that nobody else has.
  public static TotpSecret random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new TotpSecret(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /// As apps take it by hand.
  public String base32() {
    return Totp.base32(bytes);
  }

  /// As apps take it from a QR code: the key URI format that they have in common.
  ///
  /// @param issuer whose account it is; without a colon
  /// @param account whose it is
  public String uri(String issuer, String account, int digits, int period) {
    return "otpauth://totp/%1$s:%2$s?secret=%3$s&issuer=%1$s&algorithm=SHA1&digits=%4$d&period=%5$d"
        .formatted(encoded(issuer), encoded(account), base32(), digits, period);
  }

  private static String encoded(String text) {
    // Forms write a blank as `+`, which apps would show.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "***";
  }
}
