package gatehouse.seclang.injection;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.Json;
import gatehouse.seclang.SharedData;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Measures how often the detector judges as it would with libinjection's published tables: over
/// variations of injections, and over prose, programs and data, so that each fingerprint weighs as
/// much as it occurs.
class SqlAgreementTest {
  private static final double LEAST = 0.995;

  private final SqlInjection ours = new SqlInjection();
  private final SqlInjection published = new SqlInjection(Published.tables());

  private int recognisedByBoth;
  private int recognisedByPublished;
  private int refusedByBoth;
  private int refusedByPublished;

  @Test
  void judges_like_the_published_tables() throws IOException {
    Random random = new Random(942);
    List<String> payloads =
        Published.payloads("detectSQLi").map(p -> p.input().toString()).toList();
    measure("payloads, varied", vary(payloads, 100, random));
    measure("payloads, varied twice", vary(vary(payloads, 10, random), 10, random));
    measure("own attacks, varied", vary(own("attacks.txt"), 50, random));
    measure("own harmless texts, varied", vary(own("harmless.txt"), 20, random));
    measure("values of the rule set's tests", testValues());
    for (String ending : List.of(".md", ".java", ".yaml", ".xml", ".txt")) {
      List<String> lines = lines(SharedData.root(), ending);
      measure("lines of this project, " + ending, lines);
      measure("pieces of them", pieces(lines, random));
    }
    List<String> rules = lines(SharedData.path("crs/rules"), "");
    measure("lines of the rule set", rules);
    measure("pieces of them", pieces(rules, random));

    double recognised = (double) recognisedByBoth / recognisedByPublished;
    double refused = (double) refusedByBoth / refusedByPublished;
    System.out.printf(
        "@detectSQLi recognises %.3f %% of %d injections and refuses %.3f %% of %d other texts as"
            + " with the published tables%n",
        100 * recognised, recognisedByPublished, 100 * refused, refusedByPublished);
    assertThat(recognised).isGreaterThan(LEAST);
    assertThat(refused).isGreaterThan(LEAST);
  }

  private void measure(String name, List<String> texts) {
    int missed = 0;
    int invented = 0;
    int injections = 0;
    for (String text : texts) {
      Bytes value = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
      boolean expected = published.detect(value) != null;
      boolean found = ours.detect(value) != null;
      injections += expected ? 1 : 0;
      missed += expected && !found ? 1 : 0;
      invented += !expected && found ? 1 : 0;
    }
    recognisedByPublished += injections;
    recognisedByBoth += injections - missed;
    refusedByPublished += texts.size() - injections;
    refusedByBoth += texts.size() - injections - invented;
    System.out.printf(
        "%-34s %6d texts, %6d injections, %3d missed, %3d invented%n",
        name, texts.size(), injections, missed, invented);
  }

  /// Each text in several variations: cut, prefixed, suffixed, with other values, blanks and
  /// quotes.
  private static List<String> vary(List<String> texts, int times, Random random) {
    List<String> varied = new ArrayList<>();
    for (String text : texts) {
      for (int i = 0; i < times && !text.isBlank(); i++) {
        varied.add(vary(text, random));
      }
    }
    return varied;
  }

  private static String vary(String text, Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> {
        String[] words = text.split(" ", -1);
        yield String.join(" ", Arrays.copyOf(words, 1 + random.nextInt(words.length)));
      }
      case 1 -> text.replaceFirst("\\b\\d+\\b", value(random));
      case 2 -> value(random) + " " + text;
      case 3 -> text + one(random, " -- ", " #", ";--", "/*", ")", " or 1=1", " and 1", "--", " ;");
      case 4 -> text.replaceFirst("^\\S+", value(random));
      case 5 -> text.replace(" ", one(random, "/**/", "\t", "  ", "+", "\n"));
      case 6 -> text.replace("'", one(random, "\"", ""));
      case 7 -> "(" + text;
      default -> text.substring(random.nextInt(text.length() + 1));
    };
  }

  private static String value(Random random) {
    return Matcher.quoteReplacement(
        one(
            random,
            "1",
            "a",
            "'x'",
            "@v",
            "0x41",
            "foo",
            "'1'",
            "2.5",
            "null",
            "version()",
            "\"x\"",
            "user",
            "(1)",
            "t.c"));
  }

  private static String one(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// Texts of one to eight words.
  private static List<String> pieces(List<String> lines, Random random) {
    List<String> pieces = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("\\s+");
      for (int i = 0; i < words.length; ) {
        int end = Math.min(i + 1 + random.nextInt(8), words.length);
        pieces.add(String.join(" ", Arrays.copyOfRange(words, i, end)));
        i = end;
      }
    }
    return pieces;
  }

  private static List<String> own(String name) throws IOException {
    return Files.readAllLines(Path.of("src/main/sql").resolve(name)).stream()
        .filter(line -> !line.startsWith("## "))
        .toList();
  }

  private static List<String> lines(Path folder, String ending) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files
              .filter(f -> f.toString().endsWith(ending) && Files.isRegularFile(f))
              .filter(f -> !f.toString().contains("target") && !f.toString().contains(".git"))
              .sorted()
              .toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
      }
    }
    return lines;
  }

  /// Targets, header values and bodies of the rule set's own tests, and the arguments in them.
  private static List<String> testValues() throws IOException {
    List<String> values = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SharedData.path("crs-ftw/tests"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        addStrings(Json.read(file), values);
      }
    }
    return values;
  }

  private static void addStrings(Object json, List<String> values) {
    switch (json) {
      case String text -> {
        values.add(text);
        for (String argument : text.split("[?&=]", -1)) {
          values.add(argument.replace('+', ' ').replace("%20", " ").replace("%27", "'"));
        }
      }
      case Map<?, ?> map -> map.values().forEach(value -> addStrings(value, values));
      case List<?> list -> list.forEach(value -> addStrings(value, values));
      default -> {}
    }
  }
}
