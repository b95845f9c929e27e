package gatehouse.config;

import gatehouse.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Reads the files that a configuration is made of, bounded in size.
final class ConfigFiles {
  private final Faults faults;
  private final int largest;

  /// @param largest the most bytes of one file
  ConfigFiles(Faults faults, int largest) {
    this.faults = faults;
    this.largest = largest;
  }

  /// All texts that could be read; what could not has been reported.
  List<ConfigText> read(List<Path> filesOrFolders) {
    List<ConfigText> texts = new ArrayList<>();
    for (Path path : filesOrFolders) {
      try {
        if (Files.isDirectory(path)) {
          folder(path, texts);
        } else {
          file(path, texts);
        }
      } catch (NoSuchFileException _) {
        fault(path, "no such file or folder");
      } catch (IOException e) {
        fault(path, "cannot be read: " + e.getMessage());
      }
    }
    return texts;
  }

  private void folder(Path folder, List<ConfigText> texts) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(ConfigFiles::isConfiguration).sorted().toList();
    }
    if (files.isEmpty()) {
      fault(folder, "no *.yaml, *.yml or *.json file in this folder");
    }
    for (Path file : files) {
      file(file, texts);
    }
  }

  private static boolean isConfiguration(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))
        && !Files.isDirectory(file);
  }

  private void file(Path file, List<ConfigText> texts) throws IOException {
    // One byte more than allowed is read at most: pipes and growing files do not tell their size.
    try (InputStream in = Files.newInputStream(file)) {
      boolean tooLarge = Files.isRegularFile(file) && Files.size(file) > largest;
      byte[] bytes = tooLarge ? new byte[0] : in.readNBytes(largest + 1);
      if (tooLarge || bytes.length > largest) {
        fault(
            file,
            YamlReader.tooLarge(largest)
                + ": spread it over several files of a folder, or raise config_max_size");
      } else {
        texts.add(new ConfigText(file.toString(), bytes));
      }
    }
  }

  private void fault(Path path, String message) {
    faults.fault(new Fault(path.toString(), 1, 1, null, null, message));
  }
}
