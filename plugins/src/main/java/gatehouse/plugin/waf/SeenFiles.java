package gatehouse.plugin.waf;

import gatehouse.plugin.geo.GeoFiles;
import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.parse.RuleFiles;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The disk, remembering what was asked of it and what it said: a rule set that was compiled from
/// it is good as long as the disk says the same again.
final class SeenFiles implements RuleFiles {
  private final RuleFiles disk;
  private final GeoFiles databases;
  private final Map<String, String> contents = new LinkedHashMap<>();
  private final Map<String, String> states = new LinkedHashMap<>();
  private final Map<String, List<String>> names = new LinkedHashMap<>();

  SeenFiles(RuleFiles disk, GeoFiles databases) {
    this.disk = disk;
    this.databases = databases;
  }

  @Override
  public byte @Nullable [] read(String path) {
    byte[] content = disk.read(path);
    contents.put(path, digest(content));
    return content;
  }

  @Override
  public List<String> glob(String pattern) {
    List<String> found = disk.glob(pattern);
    names.put(pattern, found);
    return found;
  }

  /// A database is too large to be read again whenever somebody asks whether it has changed.
  @Override
  public @Nullable GeoDatabase places(String path) throws IOException {
    states.put(path, GeoFiles.state(path));
    return databases.open(path);
  }

  /// Whether the disk still says what it said.
  boolean holds() {
    for (Map.Entry<String, List<String>> asked : names.entrySet()) {
      if (!disk.glob(asked.getKey()).equals(asked.getValue())) {
        return false;
      }
    }
    for (Map.Entry<String, String> asked : contents.entrySet()) {
      if (!digest(disk.read(asked.getKey())).equals(asked.getValue())) {
        return false;
      }
    }
    for (Map.Entry<String, String> asked : states.entrySet()) {
      if (!GeoFiles.state(asked.getKey()).equals(asked.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static String digest(byte @Nullable [] content) {
    if (content == null) {
      return "none";
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
