package gatehouse.seclang.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlInjectionTest {
  private static final SqlTables TABLES = SqlTables.built();

  private final SqlInjection detector = new SqlInjection(TABLES);

  static Stream<String> attacks() throws IOException {
    return samples("attacks.txt");
  }

  static Stream<String> harmless() throws IOException {
    return samples("harmless.txt");
  }

  private static Stream<String> samples(String name) throws IOException {
    return Files.readAllLines(Path.of("src/main/sql").resolve(name)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("## "));
  }

  static Stream<Published.UnitCase> verdicts() {
    return Published.cases("sqli");
  }

  static Stream<Published.Payload> payloads() {
    return Published.payloads("detectSQLi");
  }

  private @Nullable String detect(String text) {
    Bytes found = detector.detect(Bytes.of(text));
    return found == null ? null : found.toString();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void recognises_the_sample_attacks(String attack) {
    assertThat(detector.detect(Bytes.utf8(attack))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void lets_the_harmless_samples_be(String text) {
    assertThat(detector.detect(Bytes.utf8(text))).isNull();
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void agrees_with_the_published_cases(Published.UnitCase unit) {
    assertThat(detector.detect(unit.input()) != null).isEqualTo(!unit.expected().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void agrees_with_the_published_payloads(Published.Payload payload) {
    assertThat(detector.detect(payload.input()) != null).isEqualTo(payload.injection());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "1' OR '1'='1 ¦ s&sos",
        "1 UNION SELECT 2 ¦ 1UE1",
        "1\" or \"1\"=\"1 ¦ s&sos",
        "-1' and 1=1 union/* foo */select load_file('/etc/passwd')-- ¦ s&1UE",
        "1; drop table users -- ¦ 1;Tnn",
        "/*! or */ 1 ¦ X",
        "{``.x} union select 1 ¦ X",
        "1-- sp_password ¦ 1c",
        "1 and sleep(5) ¦ 1&f(1",
        "a -- ¦",
        "admin' -- x ¦",
      })
  void names_the_kinds_of_the_first_tokens(String text, @Nullable String fingerprint) {
    assertThat(detect(text)).isEqualTo(fingerprint);
  }

  @Test
  void takes_an_odd_comment_for_what_either_dialect_makes_of_it() {
    assertThat(detect("a --1 or 1=1 union select 1")).as("MySQL's two minus").isEqualTo("n&1UE");
    assertThat(detect("' #\nor 1=1 -- ")).as("MySQL's comment").isEqualTo("s&1c");
    assertThat(detect("1 --x\n union select 2")).as("the standard's comment").isEqualTo("1UE1");
  }

  /// The values that are never read as SQL must be harmless when they are read.
  @Test
  void spares_only_values_that_are_harmless() {
    assertThat(TABLES.sparesWords()).isTrue();
    Random random = new Random(16);
    SqlFolder folder = new SqlFolder(TABLES);
    String[] parts = {
      "1", "0x", "0b", "0b1", "2", "9", "e", "d", "f", ".", "union", "select", "or", "and", "x",
      "_", "not", "in", "div", "null", "sleep", "drop", "int", "a", "N", "q", "u",
    };
    int spared = 0;
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(7); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Bytes value = Bytes.of(text.toString());
      if (SqlBytes.isNumberAndWord(value)) {
        spared++;
        assertThat(detector.isInjection(folder, value)).as(text.toString()).isFalse();
      }
    }
    assertThat(spared).isGreaterThan(50_000);
  }

  @Test
  void keeps_nothing_of_a_value_for_the_next() {
    Random random = new Random(18);
    List<Bytes> values = new ArrayList<>();
    for (int round = 0; round < 20_000; round++) {
      values.add(randomSql(random));
    }
    List<Bytes> fresh = values.stream().map(v -> new SqlInjection(TABLES).detect(v)).toList();

    assertThat(values.stream().map(detector::detect).toList()).isEqualTo(fresh);
  }

  @Test
  void serves_many_threads() throws Exception {
    Random random = new Random(19);
    List<Bytes> values = new ArrayList<>();
    for (int round = 0; round < 2_000; round++) {
      values.add(randomSql(random));
    }
    List<Bytes> alone = values.stream().map(detector::detect).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Bytes>>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(threads.submit(() -> values.stream().map(detector::detect).toList()));
      }
      for (Future<List<Bytes>> run : runs) {
        assertThat(run.get()).isEqualTo(alone);
      }
    }
  }

  private static Bytes randomSql(Random random) {
    String[] parts = {
      "1",
      "a",
      "'",
      "\"",
      "`",
      "@",
      "@@",
      "(",
      ")",
      ",",
      ";",
      "-",
      "--",
      "#",
      "/*",
      "*/",
      "/*!",
      "\\",
      "{",
      "}",
      "[",
      "]",
      ":",
      "::",
      "=",
      "<=>",
      "||",
      "&&",
      "!",
      "~",
      " ",
      "\n",
      "\t",
      "\0",
      "é",
      "$",
      "$$",
      "$a$",
      ".",
      "q'(",
      "n'",
      "e'",
      "x'",
      "b'",
      "u&'",
      "0x",
      "1e",
      "union",
      "select",
      "or",
      "and",
      "not",
      "in",
      "like",
      "from",
      "sleep",
      "int",
      "collate",
      "a_b",
      "if",
      "drop",
      "user",
      "order",
      "by",
      "group",
      "is",
      "distinct",
      "into",
      "outfile",
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
      if (random.nextInt(3) > 0) {
        text.append(' ');
      }
    }
    return Bytes.of(text.toString());
  }

  @Test
  void reads_bytes_of_all_kinds() {
    Random random = new Random(20);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      Bytes found = detector.detect(Bytes.of(bytes));

      assertThat(found == null || found.length() <= SqlTables.MAX_FINGERPRINT).isTrue();
    }
  }

  /// Where time grew with the square of the length, these would take hours.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'",
        "''",
        "\\'",
        "\\",
        "\"",
        "`",
        "``",
        "/*",
        "/",
        "*/",
        "-",
        "--",
        "--a\n",
        "#",
        "#\n",
        "(",
        ")",
        "((",
        "{",
        "{a ",
        "}",
        "[",
        "]",
        "@",
        "@'",
        "$",
        "$$",
        "$a",
        "$a$",
        "$a$b",
        ",1",
        "+1",
        "1 ",
        "1e",
        "0x",
        "a.",
        "div.",
        "int ",
        "int(",
        "or 1 ",
        "not ",
        "- ",
        "a ",
        ";",
        "q'",
        "q'(",
        "n'",
        "e'",
        "x'1",
        "b'0",
        "u&'",
        "\0",
        "is distinct ",
        "a,",
        "1+",
        "a=",
        ":",
        "::int",
        "a.b.c.",
        "0b1",
        "\\N",
      })
  void reads_a_megabyte_of_anything(String part) {
    Bytes value = Bytes.of("1" + part.repeat(1_000_000 / part.length()) + "'\" or 1=1");
    Bytes found = detector.detect(value);

    assertThat(found == null || found.length() <= SqlTables.MAX_FINGERPRINT).isTrue();
  }

  @Test
  void allocates_nothing_for_harmless_values() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Bytes> values =
        Stream.of("The quick brown fox", "a@b.example", "it's 5 o'clock", "{\"a\": [1, 2]}", "x")
            .map(Bytes::of)
            .toList();
    values.forEach(detector::detect);
    Thread thread = Thread.currentThread();
    long before = memory.getThreadAllocatedBytes(thread.threadId());
    for (int round = 0; round < 10_000; round++) {
      for (int i = 0; i < values.size(); i++) {
        detector.detect(values.get(i));
      }
    }
    long allocated = memory.getThreadAllocatedBytes(thread.threadId()) - before;

    assertThat(allocated).isLessThan(10_000);
  }
}
