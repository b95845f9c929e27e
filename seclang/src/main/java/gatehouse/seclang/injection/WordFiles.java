package gatehouse.seclang.injection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the vocabulary of the SQL dialects. Used when Gatehouse is built.
///
/// Words and phrases stand between commas or line ends under a heading, such as `[function]`, which
/// says what they are. A word may stand in several files, but under one heading only.
final class WordFiles {
  private static final Map<String, Character> HEADINGS =
      Map.ofEntries(
          Map.entry("union", 'U'),
          Map.entry("group", 'B'),
          Map.entry("logic", '&'),
          Map.entry("expression", 'E'),
          Map.entry("statement", 'T'),
          Map.entry("operator", 'o'),
          Map.entry("collation", 'A'),
          Map.entry("variable", 'v'),
          Map.entry("number", '1'),
          Map.entry("keyword", 'k'),
          Map.entry("type", 't'),
          Map.entry("function", 'f'));

  private final Map<String, Character> words = new TreeMap<>();

  private WordFiles() {}

  static Map<String, Character> read(Path folder) throws IOException {
    WordFiles files = new WordFiles();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.sorted().toList()) {
        files.read(path.getFileName().toString(), Files.readAllLines(path));
      }
    }
    files.addBeginnings();
    return files.words;
  }

  private void read(String name, List<String> lines) {
    @Nullable Character type = null;
    for (String line : lines) {
      if (line.startsWith("[")) {
        String heading = line.substring(1, line.length() - 1);
        type = HEADINGS.get(heading);
        if (type == null) {
          throw new IllegalArgumentException(name + ": unknown heading " + heading);
        }
      } else if (!line.isBlank() && !line.startsWith("#")) {
        if (type == null) {
          throw new IllegalArgumentException(name + ": words before the first heading");
        }
        for (String word : line.split(",")) {
          add(name, word.strip().toUpperCase(Locale.ROOT), type);
        }
      }
    }
  }

  private void add(String name, String word, char type) {
    Character known = words.put(word, type);
    if (known != null && known != type) {
      throw new IllegalArgumentException(name + ": " + word + " is also under another heading");
    }
  }

  /// A phrase of three words and more grows word by word, so what it begins with must be known.
  private void addBeginnings() {
    for (String phrase : List.copyOf(words.keySet())) {
      for (int blank = phrase.indexOf(' '); blank > 0; blank = phrase.indexOf(' ', blank + 1)) {
        String beginning = phrase.substring(0, blank);
        if (beginning.indexOf(' ') > 0) {
          words.putIfAbsent(beginning, 'n');
        }
      }
    }
  }
}
