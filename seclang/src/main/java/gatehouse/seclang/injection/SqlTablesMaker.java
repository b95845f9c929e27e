package gatehouse.seclang.injection;

import gatehouse.seclang.text.Bytes;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes the tables of [SqlInjection] when Gatehouse is built, from a vocabulary, a grammar of
/// injections, sample injections and harmless texts: `src/main/sql/README.md`.
final class SqlTablesMaker {
  /// A fingerprint shows five tokens, and folding looks one or two further.
  private static final int MAX_TERMINALS = 6;

  private final Map<String, Character> words;
  private final SqlFolder folder;
  private final Map<String, Integer> derived = new TreeMap<>();
  private final Map<String, Integer> attacks = new TreeMap<>();
  private final Map<String, Integer> harmless = new TreeMap<>();

  private SqlTablesMaker(Map<String, Character> words) {
    this.words = words;
    this.folder = new SqlFolder(SqlTables.of(words, Set.of()));
  }

  /// Arguments: the folder of what the tables are made from, and the file to write.
  public static void main(String[] arguments) throws IOException {
    SqlTables tables = make(Path.of(arguments[0]));
    Path target = Path.of(arguments[1]);
    Files.createDirectories(target.getParent());
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(target))) {
      tables.write(out);
    }
  }

  static SqlTables make(Path folder) throws IOException {
    SqlTablesMaker maker = new SqlTablesMaker(WordFiles.read(folder.resolve("words")));
    maker.derive(SqlGrammar.read(Files.readAllLines(folder.resolve("grammar.txt"))));
    maker.countAttacks(Files.readAllLines(folder.resolve("attacks.txt")));
    maker.countHarmless(Files.readAllLines(folder.resolve("harmless.txt")));
    return SqlTables.of(maker.words, maker.fingerprints());
  }

  private void derive(SqlGrammar grammar) {
    derive(grammar, "outside", SqlToken.NONE);
    derive(grammar, "single-quoted", '\'');
    derive(grammar, "double-quoted", '"');
  }

  private void derive(SqlGrammar grammar, String start, int quote) {
    grammar.enumerate(
        start,
        MAX_TERMINALS,
        (bytes, length, complete) -> {
          Bytes text = Bytes.of(bytes, 0, length);
          read(text, quote, false, complete, derived);
          if (folder.lexer().readsOtherwiseInMysql()) {
            read(text, quote, true, complete, derived);
          }
        });
  }

  /// Of a text that was given up only a full fingerprint says something.
  private void read(
      Bytes text, int quote, boolean mysql, boolean complete, Map<String, Integer> counts) {
    folder.fingerprint(text, quote, mysql);
    if (complete || folder.size() == SqlTables.MAX_FINGERPRINT) {
      counts.merge(folder.fingerprint(), 1, Integer::sum);
    }
  }

  /// Injections stand under a heading that says where they land.
  private void countAttacks(List<String> lines) {
    int quote = SqlToken.NONE;
    for (String line : lines) {
      switch (line) {
        case "## outside" -> quote = SqlToken.NONE;
        case "## single-quoted" -> quote = '\'';
        case "## double-quoted" -> quote = '"';
        default -> {
          if (isSample(line)) {
            count(Bytes.utf8(line), quote, quote == '"', attacks);
          }
        }
      }
    }
  }

  /// A harmless text must be harmless wherever the detector supposes it to land.
  private void countHarmless(List<String> lines) {
    for (String line : lines) {
      if (isSample(line)) {
        Bytes text = Bytes.utf8(line);
        count(text, SqlToken.NONE, false, harmless);
        if (text.indexOf('\'', 0) >= 0) {
          count(text, '\'', false, harmless);
        }
        if (text.indexOf('"', 0) >= 0) {
          count(text, '"', true, harmless);
        }
      }
    }
  }

  private static boolean isSample(String line) {
    return !line.isBlank() && !line.startsWith("## ");
  }

  private void count(Bytes text, int quote, boolean mysql, Map<String, Integer> counts) {
    folder.fingerprint(text, quote, mysql);
    if (SqlInjection.isNoFalseAlarm(folder, text)) {
      counts.merge(folder.fingerprint(), 1, Integer::sum);
    }
    if (!mysql && folder.lexer().readsOtherwiseInMysql()) {
      count(text, quote, true, counts);
    }
  }

  private Set<String> fingerprints() {
    Set<String> found = new TreeSet<>(derived.keySet());
    found.removeIf(f -> harmless.getOrDefault(f, 0) > attacks.getOrDefault(f, 0));
    found.remove("");
    return found;
  }
}
