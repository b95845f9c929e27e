package gatehouse.plugin.geo;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The databases of this process, each in memory once however many ask for it; what nobody uses any
/// more is let go. Thread-safe.
public final class GeoFiles {
  private record Held(String state, WeakReference<GeoFile> file) {}

  private final Map<Path, Held> held = new HashMap<>();

  /// What tells one content of a file from the next without reading it; `none` when there is no
  /// such file.
  public static String state(String path) {
    try {
      BasicFileAttributes file = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return file.isRegularFile()
          ? file.size() + " " + file.lastModifiedTime() + " " + file.fileKey()
          : "none";
    } catch (IOException | InvalidPathException e) {
      return "none";
    }
  }

  /// The database in a file, null when there is no such file.
  ///
  /// @throws IOException if it cannot be used
  public synchronized @Nullable GeoFile open(String path) throws IOException {
    String state = state(path);
    if (state.equals("none")) {
      return null;
    }
    Path file = Path.of(path).toRealPath();
    Held known = held.get(file);
    GeoFile open = known == null ? null : known.file.get();
    if (known != null && open != null && known.state.equals(state)) {
      return open;
    }
    held.values().removeIf(h -> h.file.refersTo(null));
    GeoFile read = GeoFile.read(file);
    held.put(file, new Held(state, new WeakReference<>(read)));
    return read;
  }
}
