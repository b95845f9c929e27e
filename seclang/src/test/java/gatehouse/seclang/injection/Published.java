package gatehouse.seclang.injection;

import gatehouse.seclang.Json;
import gatehouse.seclang.SharedData;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// libinjection's published tables and cases, which lie beside the project and are never part of
/// it.
final class Published {
  /// An input and whether it is an injection.
  record Payload(Bytes input, boolean injection) {
    @Override
    public String toString() {
      return input.toString();
    }
  }

  /// An input of ISO-8859-1 text and what is made of it.
  record UnitCase(String kind, String name, Bytes input, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Published() {}

  /// The tables of words and fingerprints.
  static SqlTables tables() {
    return tablesWith(Map.of());
  }

  /// The same with more words.
  static SqlTables tablesWith(Map<String, Character> more) {
    Map<String, Character> words = new TreeMap<>(more);
    for (String line : lines("keywords.tsv")) {
      if (!line.startsWith("#")) {
        int tab = line.lastIndexOf('\t');
        words.put(line.substring(0, tab), line.charAt(tab + 1));
      }
    }
    return SqlTables.of(words, new TreeSet<>(lines("fingerprints.txt")));
  }

  static Stream<UnitCase> cases(String... kinds) {
    return Json.objects(Json.read(path("tests.json"))).stream()
        .map(c ->
            new UnitCase(
                Json.text(c, "kind"),
                Json.text(c, "name"),
                Bytes.of(Json.text(c, "input")),
                Json.text(c, "expected")))
        .filter(c -> List.of(kinds).contains(c.kind));
  }

  static Stream<Payload> payloads(String operator) {
    return Json.objects(Json.read(path(operator + "-payloads.json"))).stream()
        .map(p ->
            new Payload(
                Bytes.of(HexFormat.of().parseHex(Json.text(p, "input_hex"))),
                Json.get(p, "ret").equals(1L)));
  }

  private static List<String> lines(String name) {
    try {
      return Files.readAllLines(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String name) {
    return SharedData.path("libinjection/" + name);
  }
}
