package gatehouse.seclang.parse;

import gatehouse.seclang.geo.GeoDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where included rules and data files come from: a disk, or a rule set inside a jar. Names are
/// paths with `/`.
public interface RuleFiles {
  /// Files above this size are not rules, and not worth the memory.
  int MAX_BYTES = 64 << 20;

  /// The content of a file, or null when there is none of that name.
  byte @Nullable [] read(String path);

  /// The names that match a pattern with `*`, `?` and `[…]`, in the order of their bytes.
  List<String> glob(String pattern);

  /// The database of places in a file, null when there is no file of that name. Reading its format
  /// takes a library, which is the host's matter.
  ///
  /// @throws IOException if it cannot be used; the message says why
  default @Nullable GeoDatabase places(String path) throws IOException {
    throw new IOException("databases of places cannot be read here");
  }

  /// The files of this machine.
  static RuleFiles ofDisk() {
    return new Disk();
  }

  /// No files at all: for text that must stand alone.
  static RuleFiles none() {
    return new RuleFiles() {
      @Override
      public byte @Nullable [] read(String path) {
        return null;
      }

      @Override
      public List<String> glob(String pattern) {
        return List.of();
      }
    };
  }

  /// Reads through `java.nio.file`; a pattern may stand in the last part of a path and above it.
  final class Disk implements RuleFiles {
    private Disk() {}

    @Override
    public byte @Nullable [] read(String path) {
      try {
        Path file = Path.of(path);
        if (!Files.isRegularFile(file)) {
          return null;
        }
        if (Files.size(file) > MAX_BYTES) {
          throw new IOException(path + " is larger than " + MAX_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
      } catch (InvalidPathException e) {
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<String> glob(String pattern) {
      int wild = firstWild(pattern);
      int slash = pattern.lastIndexOf('/', wild);
      int next = pattern.indexOf('/', wild);
      String folder = slash < 0 ? "." : slash == 0 ? "/" : pattern.substring(0, slash);
      String name = pattern.substring(slash + 1, next < 0 ? pattern.length() : next);
      String rest = next < 0 ? "" : pattern.substring(next);
      List<String> found = new ArrayList<>();
      for (String entry : entries(folder, name)) {
        String path = pattern.substring(0, slash + 1) + entry + rest;
        if (rest.isEmpty()) {
          found.add(path);
        } else if (firstWild(rest) < rest.length()) {
          found.addAll(glob(path));
        } else if (Files.exists(Path.of(path))) {
          found.add(path);
        }
      }
      return found;
    }

    private static List<String> entries(String folder, String name) {
      try {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of(folder))) {
          for (Path entry : stream) {
            Path last = entry.getFileName();
            if (last != null && matcher.matches(last)) {
              names.add(last.toString());
            }
          }
        }
        names.sort(null);
        return names;
      } catch (IOException | IllegalArgumentException e) {
        return List.of();
      }
    }

    private static int firstWild(String pattern) {
      for (int i = 0; i < pattern.length(); i++) {
        if ("*?[".indexOf(pattern.charAt(i)) >= 0) {
          return i;
        }
      }
      return pattern.length();
    }
  }
}
