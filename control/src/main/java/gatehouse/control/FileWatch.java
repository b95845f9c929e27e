package gatehouse.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at files and folders now and then and tells when something about them has changed and then
/// stayed as it is for one look: a file that is still being written, or one that an editor has
/// moved away and not yet put back, is not read.
///
/// Polling sees what notifications miss: network file systems, symbolic links that are turned to
/// another folder as Kubernetes does, renames of a parent. It costs one `stat` a file and second.
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  /// Of a folder with more entries only this many are looked at.
  private static final int MOST_ENTRIES = 10_000;

  private final List<Path> paths;
  private final long intervalNanos;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean closed;

  /// Begins to watch.
  ///
  /// @param known what was seen before the files were last read
  FileWatch(List<Path> paths, Map<String, String> known, Duration interval, Runnable changed) {
    this.paths = paths;
    this.intervalNanos = interval.toNanos();
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("configuration files").start(() -> watch(known));
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch(Map<String, String> first) {
    Map<String, String> known = first;
    Map<String, String> before = first;
    while (!closed) {
      LockSupport.parkNanos(intervalNanos);
      Map<String, String> now = look(paths);
      if (!closed && now.equals(before) && !now.equals(known)) {
        known = now;
        tell();
      }
      before = now;
    }
  }

  /// A bug while loading must not end the watch: the next change may be the remedy.
  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException e) {
      LOG.error("a changed configuration could not be loaded", e);
    }
  }

  /// What is to be seen of each file: which one it is, its size, and when it was last changed.
  static Map<String, String> look(List<Path> paths) {
    Map<String, String> seen = new TreeMap<>();
    for (Path path : paths) {
      look(path, seen);
      if (Files.isDirectory(path)) {
        try (Stream<Path> entries = Files.list(path)) {
          entries.limit(MOST_ENTRIES).forEach(entry -> look(entry, seen));
        } catch (IOException e) {
          seen.put(path + "/", e.toString());
        }
      }
    }
    return seen;
  }

  private static void look(Path path, Map<String, String> seen) {
    try {
      // The change time also moves when a file is put in place with an old modification time.
      Map<String, Object> facts =
          Files.readAttributes(path, "unix:ino,size,lastModifiedTime,ctime");
      Path real = path.toRealPath();
      seen.put(path.toString(), real + " " + new TreeMap<>(facts));
    } catch (NoSuchFileException e) {
      seen.put(
          path.toString(), Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "dangling" : "none");
    } catch (IOException e) {
      seen.put(path.toString(), e.toString());
    }
  }
}
