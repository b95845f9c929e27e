package gatehouse.seclang.injection;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.Json;
import gatehouse.seclang.SharedData;
import gatehouse.seclang.injection.MarkupLexer.State;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agreement with libinjection's published tables over texts that had no part in the making of the
/// product's own: made up by grammars of their own, from numbers that are not to be tuned to. Names
/// of functions and events that the published tables lack are counted by themselves: they are in
/// the manuals, and do harm.
class UnseenAgreementTest {
  private static final double LEAST = 0.995;
  private static final int TEXTS = 60_000;

  /// What both make of a sample.
  private static final class Tally {
    final List<String> missed = new ArrayList<>();
    final List<String> invented = new ArrayList<>();
    int named;
    int injections;
    int others;

    /// @param enriched the published tables and the names that the product knows besides
    void judge(
        String text, Predicate<Bytes> ours, Predicate<Bytes> published, Predicate<Bytes> enriched) {
      Bytes value = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
      boolean expected = published.test(value);
      boolean found = ours.test(value);
      if (expected) {
        injections++;
      } else {
        others++;
      }
      if (expected && !found) {
        missed.add(text);
      } else if (found && !expected) {
        if (enriched.test(value)) {
          named++;
        } else {
          invented.add(text);
        }
      }
    }

    void print(String what) {
      System.out.printf(
          Locale.ROOT,
          "%s, unseen: recognises %.3f %% of %d injections and refuses %.3f %% of %d other texts;"
              + " %d are injections by names that the published tables lack%n",
          what,
          100 * recognised(),
          injections,
          100 * refused(),
          others - named,
          named);
    }

    double recognised() {
      return 1 - (double) missed.size() / injections;
    }

    double refused() {
      return 1 - (double) invented.size() / (others - named);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {20_261_127, 3, 9_429_410})
  void sql_is_judged_like_with_the_published_tables(long seed) throws IOException {
    SqlInjection ours = new SqlInjection();
    SqlInjection published = new SqlInjection(Published.tables());
    SqlInjection enriched = new SqlInjection(Published.tablesWith(functions()));
    Tally tally = new Tally();
    Set<String> texts = new TreeSet<>();
    MadeUpText attacks = new MadeUpText("sql-samples.txt", seed);
    MadeUpText harmless = new MadeUpText("harmless-samples.txt", seed);
    while (texts.size() < TEXTS) {
      texts.add(disguised(attacks.next(), attacks));
    }
    while (texts.size() < 2 * TEXTS) {
      texts.add(harmless.next());
    }
    for (String text : texts) {
      tally.judge(
          text,
          v -> ours.detect(v) != null,
          v -> published.detect(v) != null,
          v -> enriched.detect(v) != null);
    }
    tally.print("@detectSQLi");
    assertThat(tally.recognised()).isGreaterThan(LEAST);
    assertThat(tally.refused()).isGreaterThan(LEAST);
  }

  private static Map<String, Character> functions() throws IOException {
    Map<String, Character> words = new TreeMap<>(WordFiles.read(Path.of("src/main/sql/words")));
    words.values().removeIf(type -> type != 'f');
    return words;
  }

  /// As tools that look for a way past filters write it.
  private static String disguised(String text, MadeUpText by) {
    return switch (by.random().nextInt(12)) {
      case 0 -> text.toUpperCase(Locale.ROOT);
      case 1 -> mixed(text, by.random());
      case 2 -> text.replace(" ", by.oneOf("/**/", "\t", "\n", "  ", "+", "/*x*/", "\u000b"));
      case 3 -> text.replace("=", by.oneOf(" like ", "<>", " = ", " rlike ", " in "));
      case 4 -> text.substring(0, by.random().nextInt(text.length() + 1));
      case 5 -> text.substring(by.random().nextInt(text.length() + 1));
      case 6 -> text.replace("'", by.oneOf("\"", "\\'", "''", ""));
      case 7 -> text.replaceAll(" (union|select|and|or|from|where) ", "/*!50000$1*/");
      case 8 -> text.replaceAll(" ?([=<>(),]) ?", by.oneOf(" $1 ", "$1", "/**/$1"));
      default -> text;
    };
  }

  private static String mixed(String text, Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
    }
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {20_261_127, 3, 9_429_410})
  void markup_is_judged_like_with_the_published_tables(long seed) throws IOException {
    MarkupInjection ours = new MarkupInjection();
    PublishedMarkup published = PublishedMarkup.read();
    PublishedMarkup enriched = published.with(MarkupEvents.names());
    MadeUpText samples = new MadeUpText("markup-samples.txt", seed);
    Set<String> texts = new TreeSet<>();
    while (texts.size() < 2 * TEXTS) {
      texts.add(samples.next());
    }
    Tally tally = new Tally();
    for (String text : texts) {
      tally.judge(text, v -> ours.detect(v) != null, published::detects, enriched::detects);
    }
    tally.print("@detectXSS");
    assertThat(tally.recognised()).isGreaterThan(LEAST);
    assertThat(tally.refused()).isGreaterThan(LEAST);
  }

  /// libinjection's verdict over the product's tokens, which are tested by themselves, with its
  /// published names.
  private record PublishedMarkup(Set<String> tags, Map<String, String> kinds, Set<String> events) {
    private static final List<State> PLACES =
        List.of(
            State.DATA,
            State.BEFORE_NAME,
            State.SINGLE_QUOTED,
            State.DOUBLE_QUOTED,
            State.BACK_QUOTED);

    static PublishedMarkup read() {
      Map<?, ?> names = (Map<?, ?>) Json.read(SharedData.path("libinjection/xss-names.json"));
      Map<String, String> kinds = new TreeMap<>();
      ((Map<?, ?>) Objects.requireNonNull(names.get("attributes")))
          .forEach((k, v) -> kinds.put((String) k, (String) v));
      return new PublishedMarkup(set(names.get("tags")), kinds, set(names.get("events")));
    }

    PublishedMarkup with(List<String> more) {
      Set<String> all = new TreeSet<>(events);
      more.forEach(event -> all.add(event.toUpperCase(Locale.ROOT)));
      return new PublishedMarkup(tags, kinds, all);
    }

    private static Set<String> set(@Nullable Object names) {
      return ((List<?>) Objects.requireNonNull(names))
          .stream().map(String.class::cast).collect(Collectors.toSet());
    }

    boolean detects(Bytes value) {
      return PLACES.stream().anyMatch(place -> detects(value, place));
    }

    private boolean detects(Bytes value, State place) {
      MarkupLexer lexer = new MarkupLexer();
      lexer.begin(value, place);
      String kind = "";
      while (lexer.next()) {
        String text = value.slice(lexer.from(), lexer.to()).toString();
        String name = text.replace("\0", "").toUpperCase(Locale.ROOT);
        boolean found =
            switch (lexer.token()) {
              case DOCTYPE -> true;
              case TAG_OPEN ->
                  text.length() >= 3
                      && (tags.contains(name)
                          || text.toUpperCase(Locale.ROOT).startsWith("SVG")
                          || text.toUpperCase(Locale.ROOT).startsWith("XSL"));
              case VALUE ->
                  switch (kind) {
                    case "always" -> true;
                    case "url" -> isScript(value, lexer.from(), lexer.to());
                    case "name-in-value" -> !kind(text).isEmpty();
                    default -> false;
                  };
              case COMMENT ->
                  text.contains("`")
                      || text.length() > 3 && text.matches("(?is)(?:\\[if|xml).*")
                      || text.length() > 5 && name.matches("(?s)(?:IMPORT|ENTITY).*");
              default -> false;
            };
        if (found) {
          return true;
        }
        kind = lexer.token() == MarkupLexer.Token.NAME ? kind(text) : "";
      }
      return false;
    }

    private static boolean isScript(Bytes value, int from, int to) {
      return ScriptUrl.is(value.array(), value.from() + from, value.from() + to);
    }

    private String kind(String name) {
      String upper = name.toUpperCase(Locale.ROOT);
      if (upper.length() >= 5
          && (upper.startsWith("ON")
                  && events.stream().anyMatch(event -> upper.startsWith(event, 2))
              || upper.startsWith("XMLNS")
              || upper.startsWith("XLINK"))) {
        return "always";
      }
      return upper.length() < 2 ? "" : kinds.getOrDefault(upper.replace("\0", ""), "");
    }
  }
}
