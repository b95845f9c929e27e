package gatehouse.seclang.transform;

import gatehouse.seclang.text.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Digests as raw bytes. They name and sample things; nothing relies on their strength.
final class Digest {
  private Digest() {}

  static Bytes md5(Bytes value) {
    return digest("MD5", value);
  }

  static Bytes sha1(Bytes value) {
    return digest("SHA-1", value);
  }

  private static Bytes digest(String algorithm, Bytes value) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(value.array(), value.from(), value.length());
      return Bytes.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
