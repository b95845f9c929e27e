package gatehouse.plugin.waf;

import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.parse.RuleFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// Puts a release of a core rule set where `crs: installed` finds it, as `gatehouse crs install`
/// does: unpacked beside the place, checked by compiling it, and only then moved there.
public final class CrsInstaller {
  private static final int MOST_FILES = 5_000;
  private static final long MOST_BYTES = 100L << 20;
  private static final int TAR_BLOCK = 512;

  /// Files of a release's folder that are the user's: it brings them as examples only.
  private static final String OWN_RULES =
      "REQUEST-900-EXCLUSION-RULES-BEFORE-CRS\\.conf|RESPONSE-999-EXCLUSION-RULES-AFTER-CRS\\.conf";

  private final Path home;
  private int files;
  private long bytes;

  /// @param home the folder that gets the folder `crs`
  public CrsInstaller(Path home) {
    this.home = home;
  }

  /// What came of it.
  ///
  /// @param rules how many rules there are; 0 when it was refused
  /// @param faults why it was refused, or what is odd
  public record Installed(Path folder, int rules, List<String> faults) {}

  /// Where a rule set is put when nobody says otherwise; null when that cannot be told.
  public static @Nullable Path home() {
    String home = CrsFolder.home();
    return home == null ? null : Path.of(home);
  }

  /// Installs a folder, a `.zip` or a `.tar.gz`. A setup file that is there already is kept, and so
  /// are the user's exclusions and plugins that the release does not bring itself.
  ///
  /// @throws IOException if it cannot be read or written, or is no archive of a rule set
  public Installed install(Path source) throws IOException {
    Files.createDirectories(home);
    Path work = Files.createTempDirectory(home, ".crs-");
    try {
      unpack(source, work);
      Path root = root(work);
      Path target = home.resolve("crs");
      Path setup = root.resolve("crs-setup.conf");
      if (Files.exists(target.resolve("crs-setup.conf"))) {
        Files.copy(target.resolve("crs-setup.conf"), setup, StandardCopyOption.REPLACE_EXISTING);
      } else if (!Files.exists(setup)) {
        Files.copy(root.resolve("crs-setup.conf.example"), setup);
      }
      keepOwn(target.resolve("rules"), root.resolve("rules"), OWN_RULES);
      keepOwn(target.resolve("plugins"), root.resolve("plugins"), ".*");
      RuleSet set = RuleSets.SHARED.get(text(root.toString()));
      List<String> faults = told(set.faults(), root);
      if (set.waf() == null) {
        return new Installed(target, 0, faults);
      }
      replace(root, target);
      return new Installed(target, Objects.requireNonNull(set.waf()).size(), faults);
    } finally {
      delete(work);
    }
  }

  /// Notes are of no use to whom installs the work of others; and where it was unpacked is gone
  /// when somebody looks there.
  private static List<String> told(List<Fault> faults, Path root) {
    return faults.stream()
        .filter(fault -> fault.level() != Fault.Level.NOTE)
        .map(fault -> fault.toString().replace(root + "/", ""))
        .toList();
  }

  private static void keepOwn(Path from, Path into, String names) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> found = Files.list(from)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        Path kept = into.resolve(Objects.requireNonNull(file.getFileName()));
        if (kept.getFileName().toString().matches(names) && !Files.exists(kept)) {
          Files.createDirectories(into);
          Files.copy(file, kept);
        }
      }
    }
  }

  private static RuleSetText text(String folder) {
    return new RuleSetText(
        "block", folder, null, null, null, null, null, null, null, null, null, null, null);
  }

  private void unpack(Path source, Path into) throws IOException {
    if (Files.isDirectory(source)) {
      copy(source, into);
      return;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source))) {
      in.mark(4);
      byte[] magic = in.readNBytes(2);
      in.reset();
      if (magic.length == 2 && magic[0] == 'P' && magic[1] == 'K') {
        unzip(new ZipInputStream(in), into);
      } else if (magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
        untar(new GZIPInputStream(in), into);
      } else {
        throw new IOException(source + " is neither a folder nor a .zip or .tar.gz");
      }
    }
  }

  private void copy(Path from, Path into) throws IOException {
    try (Stream<Path> found = Files.walk(from, 6)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          write(from.relativize(file).toString(), in, Files.size(file), into);
        }
      }
    }
  }

  private void unzip(ZipInputStream in, Path into) throws IOException {
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      if (!entry.isDirectory()) {
        write(entry.getName(), in, MOST_BYTES, into);
      }
    }
  }

  /// The ustar format: a header block, then the content in whole blocks. Anything but a file is
  /// left out, so no link leads anywhere.
  private void untar(InputStream in, Path into) throws IOException {
    byte[] header = in.readNBytes(TAR_BLOCK);
    while (header.length == TAR_BLOCK && header[0] != 0) {
      long size = octal(header);
      if (size < 0 || size > MOST_BYTES) {
        throw new IOException("the archive is larger than a rule set can be");
      }
      String prefix = text(header, 345, 155);
      String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
      byte[] content = in.readNBytes((int) size);
      in.skipNBytes((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
      if (header[156] == '0' || header[156] == 0) {
        write(name, new java.io.ByteArrayInputStream(content), size, into);
      }
      header = in.readNBytes(TAR_BLOCK);
    }
  }

  private static long octal(byte[] header) throws IOException {
    try {
      return Long.parseLong(text(header, 124, 12).strip(), 8);
    } catch (NumberFormatException e) {
      throw new IOException("not a tar archive", e);
    }
  }

  private static String text(byte[] header, int from, int length) {
    String all = new String(header, from, length, StandardCharsets.UTF_8);
    int end = all.indexOf(0);
    return end < 0 ? all : all.substring(0, end);
  }

  /// Only what belongs to a rule set is written, and never outside of the folder.
  private void write(String name, InputStream in, long most, Path into) throws IOException {
    Path target = into.resolve(name).normalize();
    if (!target.startsWith(into) || name.startsWith("/")) {
      throw new IOException("the archive has a file outside of itself: " + name);
    }
    if (++files > MOST_FILES) {
      throw new IOException("the archive has more files than a rule set can have");
    }
    byte[] content = in.readNBytes((int) Math.min(most, MOST_BYTES - bytes + 1));
    bytes += content.length;
    if (bytes > MOST_BYTES) {
      throw new IOException("the archive is larger than a rule set can be");
    }
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Files.write(target, content);
  }

  /// Releases have a folder around everything.
  private static Path root(Path work) throws IOException {
    List<Path> places = new ArrayList<>(List.of(work));
    try (Stream<Path> inside = Files.list(work)) {
      inside.filter(Files::isDirectory).sorted().forEach(places::add);
    }
    for (Path place : places) {
      boolean hasSetup =
          Files.exists(place.resolve("crs-setup.conf"))
              || Files.exists(place.resolve("crs-setup.conf.example"));
      if (hasSetup && !RuleFiles.ofDisk().glob(place + "/rules/*.conf").isEmpty()) {
        return place;
      }
    }
    throw new IOException("no rule set there: crs-setup.conf.example and rules/*.conf are missing");
  }

  private static void replace(Path root, Path target) throws IOException {
    Path old = target.resolveSibling("crs.previous");
    if (Files.exists(target)) {
      delete(old);
      Files.move(target, old);
    }
    Files.move(root, target);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
