package gatehouse.plugin.access;

import gatehouse.plugin.auth.Sealer;
import gatehouse.spi.Secret;
import gatehouse.spi.Workshop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file with a line for each enrolled consumer: its id, a space, and its secret sealed together
/// with the id, so that a line serves no other consumer. A first enrolment is appended, everything
/// else written anew beside the file and put in its place.
///
/// Who finds the file other than it left it writes nothing, until [#refresh()] has read it again:
/// an operator may take lines out, and a second process cannot overwrite what the first has kept.
final class EnrolmentFile implements Enrolments {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentFile.class);
  private static final String PURPOSE = "step-up-auth enrolment";
  private static final int MOST_ENROLLED = 100_000;
  private static final long MOST_BYTES = 32L << 20;
  private static final int ID = 36;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final Sealer sealer;
  private final int most;
  private volatile Map<String, byte[]> secrets = new ConcurrentHashMap<>();
  private @Nullable Seen seen;
  private boolean torn;

  /// How the file was when it was read or written last.
  private record Seen(@Nullable Object key, long size, FileTime changed) {
    static Seen of(Path path) throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!now.isRegularFile()) {
        throw new IOException("it is no file");
      }
      return new Seen(now.fileKey(), now.size(), now.lastModifiedTime());
    }
  }

  /// @param path of a file that is there
  /// @param secret what the sealing key is derived from
  EnrolmentFile(Path path, String secret) {
    this(path, secret, MOST_ENROLLED);
  }

  /// @param most consumers that may enrol
  EnrolmentFile(Path path, String secret, int most) {
    this.path = path;
    this.most = most;
    sealer = new Sealer(secret, PURPOSE);
  }

  /// The file that a configuration names, shared by all who name it. It has to be there, if only
  /// empty: a disk that was not mounted must not look as if nobody had enrolled, which would let
  /// everybody enrol without a code.
  ///
  /// @throws IllegalArgumentException if it cannot be used
  static EnrolmentFile of(String name, Secret secret, Workshop workshop) {
    Path path;
    try {
      path = Path.of(name).toRealPath();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "totp.enroll_store " + name + " is not there; make an empty file of that name once", e);
    }
    EnrolmentFile file =
        workshop.carried(
            "step-up-auth.store:" + digest(secret) + ":" + path,
            EnrolmentFile.class,
            () -> new EnrolmentFile(path, secret.reveal()));
    file.refresh();
    return file;
  }

  private static String digest(Secret secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(PURPOSE.getBytes(StandardCharsets.UTF_8));
      byte[] bytes = digest.digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads the file if it is not as it was left.
  ///
  /// @throws IllegalArgumentException if it cannot be used; what was read before stays
  synchronized void refresh() {
    try {
      Seen now = Seen.of(path);
      if (now.equals(seen)) {
        return;
      }
      if (now.size > MOST_BYTES) {
        throw new IOException("it is too long");
      }
      if (!Files.isWritable(path) || !Files.isWritable(folder())) {
        throw new IOException("it cannot be written, or not be replaced in its folder");
      }
      byte[] bytes = Files.readAllBytes(path);
      Map<String, byte[]> read = read(bytes);
      if (!OWNER_ONLY.equals(Files.getPosixFilePermissions(path))) {
        Files.setPosixFilePermissions(path, OWNER_ONLY);
      }
      if (!now.equals(Seen.of(path))) {
        throw new IOException("it changes while it is read");
      }
      torn = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
      secrets = read;
      seen = now;
    } catch (IOException e) {
      throw new IllegalArgumentException("totp.enroll_store " + path + ": " + e.getMessage(), e);
    }
  }

  private Map<String, byte[]> read(byte[] bytes) throws IOException {
    Map<String, byte[]> read = new ConcurrentHashMap<>();
    int number = 1;
    for (int from = 0; from < bytes.length; number++) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      String line = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
      byte[] secret = secretOf(line);
      if (secret != null) {
        if (read.put(line.substring(0, ID), secret) != null) {
          throw new IOException("line " + number + " is of a consumer that has one already");
        }
      } else if (to == bytes.length) {
        // A crash amid an append; who was enrolling has not been told that it worked.
        LOG.warn("{} ends in the middle of line {}, which is left out", path, number);
      } else {
        throw new IOException(
            "line " + number + " is damaged, or was written with another totp.secret");
      }
      from = to + 1;
    }
    if (read.size() > most) {
      throw new IOException("it has more than " + most + " lines");
    }
    return read;
  }

  private byte @Nullable [] secretOf(String line) {
    byte[] plain = line.length() > ID + 1 ? sealer.open(line.substring(ID + 1)) : null;
    if (plain == null || plain.length <= ID || line.charAt(ID) != ' ') {
      return null;
    }
    String owner = new String(plain, 0, ID, StandardCharsets.ISO_8859_1);
    return line.startsWith(owner) ? Arrays.copyOfRange(plain, ID, plain.length) : null;
  }

  private String line(String consumer, byte[] secret) {
    byte[] id = consumer.getBytes(StandardCharsets.ISO_8859_1);
    byte[] plain = Arrays.copyOf(id, ID + secret.length);
    System.arraycopy(secret, 0, plain, ID, secret.length);
    return consumer + " " + sealer.seal(plain) + "\n";
  }

  @Override
  public byte @Nullable [] secret(String consumer) {
    return secrets.get(consumer);
  }

  @Override
  public synchronized boolean replace(
      String consumer, byte @Nullable [] before, byte @Nullable [] after) throws IOException {
    if (!Arrays.equals(secrets.get(consumer), before)) {
      return false;
    }
    if (before == null && secrets.size() >= most) {
      throw new IOException("it has " + most + " lines, and takes no more");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock _ = lock(channel)) {
      if (!Seen.of(path).equals(seen)) {
        throw new IOException("it was changed by somebody else; a reload reads it again");
      }
      if (before == null && after != null && !torn) {
        append(channel, line(consumer, after));
      } else {
        Map<String, byte[]> all = new HashMap<>(secrets);
        put(all, consumer, after);
        rewrite(all);
      }
    }
    put(secrets, consumer, after);
    return true;
  }

  private static void put(Map<String, byte[]> all, String consumer, byte @Nullable [] secret) {
    if (secret == null) {
      all.remove(consumer);
    } else {
      all.put(consumer, secret);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException _) {
      // Another gateway of this process.
    }
    throw new IOException("somebody else is writing it");
  }

  private void append(FileChannel channel, String line) throws IOException {
    long end = channel.size();
    try {
      channel.position(end);
      write(channel, line);
      seen = Seen.of(path);
    } catch (IOException e) {
      channel.truncate(end);
      seen = Seen.of(path);
      throw e;
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private void rewrite(Map<String, byte[]> all) throws IOException {
    StringBuilder text = new StringBuilder();
    all.forEach((consumer, secret) -> text.append(line(consumer, secret)));
    Path fresh = folder().resolve(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(fresh, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      write(channel, text.toString());
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    // Until it is durable that the file is another one, nobody knows how a crash would leave it.
    seen = null;
    try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
      folder.force(true);
    }
    torn = false;
    seen = Seen.of(path);
  }

  private Path folder() {
    return path.resolveSibling(".").normalize();
  }
}
