package gatehouse.plugin.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session remembers. Times are seconds since the epoch.
///
/// @param id random, another one after each renewal
/// @param createdAt when somebody logged in
/// @param rolledAt when it was renewed last
/// @param usedAt when its use was written down last
/// @param credential id of the credential that the caller was proven by
/// @param groups groups that the credential brought
record StoredSession(
    String id,
    long createdAt,
    long rolledAt,
    long usedAt,
    String consumer,
    String credential,
    List<String> groups) {

  /// How long sessions live, in seconds; 0 means without end.
  ///
  /// @param idling after the last use
  /// @param rolling after the last renewal
  /// @param absolute after the log-in
  record Lives(long idling, long rolling, long absolute) {}

  /// A session that begins now.
  static StoredSession begin(
      long now, String consumer, String credential, List<String> groups, SecureRandom random) {
    return new StoredSession(newId(random), now, now, now, consumer, credential, groups);
  }

  private static String newId(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The same session under another id.
  StoredSession renewed(long now, SecureRandom random) {
    return new StoredSession(newId(random), createdAt, now, now, consumer, credential, groups);
  }

  /// The same session, used now.
  StoredSession used(long now) {
    return new StoredSession(id, createdAt, rolledAt, now, consumer, credential, groups);
  }

  /// Whether it still counts.
  boolean isAlive(long now, Lives lives) {
    return left(now, lives) > 0;
  }

  /// Seconds until the first of its lives is over; the greatest number if none ever is.
  long left(long now, Lives lives) {
    return Math.min(
        left(now, usedAt, lives.idling()),
        Math.min(left(now, rolledAt, lives.rolling()), left(now, createdAt, lives.absolute())));
  }

  /// Seconds until one life is over.
  static long left(long now, long since, long life) {
    return life == 0 ? Long.MAX_VALUE : since + life - now;
  }

  /// Bytes from which [#read] makes it again.
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(id);
      out.writeLong(createdAt);
      out.writeLong(rolledAt);
      out.writeLong(usedAt);
      out.writeUTF(consumer);
      out.writeUTF(credential);
      out.writeInt(groups.size());
      for (String group : groups) {
        out.writeUTF(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// Reads what [#bytes] wrote, which is authentic since it was sealed; null if another version of
  /// the gateway wrote it otherwise.
  static @Nullable StoredSession read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String id = in.readUTF();
      long created = in.readLong();
      long rolled = in.readLong();
      long used = in.readLong();
      String consumer = in.readUTF();
      String credential = in.readUTF();
      int count = in.readInt();
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        groups.add(in.readUTF());
      }
      return new StoredSession(id, created, rolled, used, consumer, credential, groups);
    } catch (IOException _) {
      return null;
    }
  }
}
