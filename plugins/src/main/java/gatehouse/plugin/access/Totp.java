package gatehouse.plugin.access;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Time-based one-time passwords (RFC 6238) over SHA-1, as authenticator apps make them.
///
/// @param period seconds for which one code is good
/// @param window how many periods before and after now are taken
record Totp(int digits, int period, int window) {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /// The number of the period whose code this is; -1 if it is none of those around now.
  long match(byte[] secret, String code, long seconds) {
    long now = seconds / period;
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    long found = -1;
    for (long counter = now - window; counter <= now + window; counter++) {
      byte[] good = code(secret, counter).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(good, given)) {
        found = counter;
      }
    }
    return found;
  }

  String code(byte[] secret, long counter) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(counter).array());
      // RFC 4226, section 5.3: the last four bits say where the number stands.
      int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 15) & 0x7FFFFFFF;
      String text = Integer.toString(number);
      String padded = "0".repeat(Math.max(0, digits - text.length())) + text;
      return padded.substring(padded.length() - digits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The bytes in base32 (RFC 4648, section 6), without padding.
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = held << 8 | b & 0xFF;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(held >> bits & 31));
        held &= (1 << bits) - 1;
      }
    }
    return bits == 0 ? text.toString() : text.append(BASE32.charAt(held << 5 - bits)).toString();
  }

  /// The bytes of a base32 text, blanks and padding ignored; null if it is none, or shorter than
  /// the 80 bits that the least of apps use.
  static byte @Nullable [] secret(String base32) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int bits = 0;
    int held = 0;
    for (char c : base32.toUpperCase(Locale.ROOT).toCharArray()) {
      if (c == ' ' || c == '-' || c == '=') {
        continue;
      }
      int value = BASE32.indexOf(c);
      if (value < 0) {
        return null;
      }
      held = held << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    return bytes.size() < 10 ? null : bytes.toByteArray();
  }
}
