package gatehouse.seclang.audit;

import gatehouse.seclang.rule.AuditSettings;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes records where the directives say: one file for all, or one a record and an index. A
/// record is in the file when [#write] returns. Thread-safe.
public final class AuditWriter {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmm", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final DateTimeFormatter INDEX_TIME =
      DateTimeFormatter.ofPattern("[dd/MMM/yyyy:HH:mm:ss Z]", Locale.ROOT);

  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  /// Bytes that are gathered for one write.
  private static final int MOST_AT_ONCE = 256 << 10;

  private final AuditSettings settings;

  /// Permissions, given when a file is made and never taken from one that somebody else made.
  private final FileAttribute<?>[] ofFiles;

  private final Object lock = new Object();

  public AuditWriter(AuditSettings settings) {
    this.settings = settings;
    this.ofFiles =
        knowsPermissions(Path.of(""))
            ? new FileAttribute<?>[] {permissions(settings.fileMode())}
            : new FileAttribute<?>[0];
  }

  /// Writes one record; does nothing when the directives name no place for it.
  public void write(AuditRecord record) throws IOException {
    write(List.of(record));
  }

  /// Writes records in that order, many to a file at once; does nothing when the directives name no
  /// place for them. What fails leaves out the records behind it.
  public void write(List<AuditRecord> records) throws IOException {
    ByteBuilder log = new ByteBuilder(4_096);
    for (AuditRecord record : records) {
      Bytes text = settings.isJson() ? record.toJson() : record.toNative();
      String folder = settings.storageFolder();
      if (!settings.isConcurrent()) {
        log.add(text);
      } else if (folder != null) {
        Path file = file(Path.of(folder), record);
        createFolders(Path.of(folder), file);
        append(file.toString(), text);
        log.add(index(record, Path.of(folder).relativize(file), text.length()));
      }
      if (log.length() >= MOST_AT_ONCE) {
        appendToLogs(log);
      }
    }
    appendToLogs(log);
  }

  private void appendToLogs(ByteBuilder log) throws IOException {
    append(settings.log(), log.toBytes());
    if (settings.isConcurrent()) {
      append(settings.secondLog(), log.toBytes());
    }
    log.cut(0);
  }

  /// One write, so that records of several processes do not mix. The file is opened each time: it
  /// may have been moved away, as rotation does.
  private void append(@Nullable String log, Bytes bytes) throws IOException {
    if (log != null && !bytes.isEmpty()) {
      synchronized (lock) {
        try (SeekableByteChannel out = Files.newByteChannel(Path.of(log), APPEND, ofFiles)) {
          ByteBuffer rest = ByteBuffer.wrap(bytes.array(), bytes.from(), bytes.length());
          while (rest.hasRemaining()) {
            out.write(rest);
          }
        }
      }
    }
  }

  private static boolean knowsPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?> permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text.toString()));
  }

  /// The storage folder itself is the operator's.
  private void createFolders(Path storage, Path file) throws IOException {
    Files.createDirectories(storage);
    Path parent = Objects.requireNonNullElse(file.getParent(), storage);
    if (knowsPermissions(storage)) {
      Files.createDirectories(parent, permissions(settings.folderMode()));
    } else {
      Files.createDirectories(parent);
    }
  }

  private static Path file(Path folder, AuditRecord record) {
    String id = record.id().replaceAll("[^A-Za-z0-9_.-]", "_");
    return folder
        .resolve(DAY.format(record.time()))
        .resolve(MINUTE.format(record.time()))
        .resolve(SECOND.format(record.time()) + "-" + id);
  }

  private static Bytes index(AuditRecord record, Path file, int size) {
    String line =
        record.connection().serverIp()
            + " "
            + record.connection().clientIp()
            + " - - "
            + INDEX_TIME.format(record.time())
            + " \""
            + record.method().printable()
            + " "
            + record.target().printable()
            + " "
            + record.protocol().printable()
            + "\" "
            + record.status()
            + " - - - "
            + record.id()
            + " \"-\" /"
            + file
            + " 0 "
            + size
            + "\n";
    return Bytes.of(line.getBytes(StandardCharsets.UTF_8));
  }
}
