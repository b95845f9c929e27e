package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands of the package, as a shell sees them.
final class CommandLineBlackBox {
  private static final String VALID =
      """
      _format_version: "3.0"
      services:
      - name: s
        url: http://127.0.0.1:9
        plugins: [{name: key-auth}]
        routes:
        - name: r
          paths: [/r]
      """;

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --help                    | 0
          --version                 | 0
          run --help                | 0
          check --version           | 0
          demo --help               | 0
          fly                       | 2
          run --no-such-flag        | 2
          run --config              | 2
          run --proxy-listen nowhere| 2
          check                     | 2
          check --config absent.yml | 1
          """)
  void ends_with_the_exit_status_of_the_contract(String line, int status) {
    assertThat(Packaged.command(folder, line.strip().split(" ")).status()).isEqualTo(status);
  }

  /// Who loads a million consumers wants another heap, and perhaps another collector.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx1g",
        "-Xms64m -Xmx1g -Xmn256m",
        "-Xmn256m",
        "-XX:NewSize=64m",
        "-XX:+UseG1GC -Xmx1g",
        "-XX:-UseSerialGC -XX:+UseG1GC",
        "-XX:+UseParallelGC"
      })
  void starts_with_flags_of_the_users_own(String flags) throws IOException {
    file("good.yml", VALID);
    try (Packaged check =
        Packaged.start(
            folder,
            Map.of("GATEHOUSE_JAVA_OPTS", flags),
            List.of("check", "--config", "good.yml"))) {
      Packaged.Ended ended = check.ended(java.time.Duration.ofSeconds(60));
      assertThat(ended.status()).as(ended.err()).isZero();
    }
  }

  @Test
  void check_says_nothing_of_a_valid_file() throws IOException {
    file("good.yml", VALID);
    assertThat(Packaged.command(folder, "check", "--config", "good.yml"))
        .isEqualTo(new Packaged.Ended(0, "", ""));
  }

  @Test
  void check_tells_every_fault_at_once_with_its_place() throws IOException {
    file("bad.yml", VALID + "    strip_pth: true\n    methods: [7]\nplugins:\n- name: key-atuh\n");
    Packaged.Ended check = Packaged.command(folder, "check", "--config", "bad.yml");
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.err())
        .contains("bad.yml:9:5: ", "strip_pth", "strip_path")
        .contains("bad.yml:10:15: ")
        .contains("bad.yml:12:9: ", "key-atuh", "key-auth")
        .doesNotContain("Exception");
    assertThat(check.out()).isEmpty();
  }

  /// The library that judges schemas has a log of its own.
  @Test
  void check_tells_a_bad_pattern_of_a_schema_once() throws IOException {
    file(
        "bad.yml",
        VALID
            + """
                plugins:
                - name: request-validator
                  config: {version: draft4, body_schema: '{"pattern": "(["}'}
            """);
    Packaged.Ended check = Packaged.command(folder, "check", "--config", "bad.yml");
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.err().lines().filter(line -> line.contains("([")).toList())
        .singleElement(STRING)
        .startsWith("bad.yml:11:");
    assertThat(check.err()).doesNotContain("ERROR", "WARN");
  }

  @Test
  void check_takes_several_files_after_one_flag() throws IOException {
    file("one.yml", VALID);
    file("two.yml", "_format_version: '3.0'\nroutes:\n- {name: t, service: s, paths: [/t]}\n");
    assertThat(Packaged.command(folder, "check", "--config", "one.yml", "two.yml").status())
        .isZero();
    assertThat(Packaged.command(folder, "check", "--config", "two.yml").status()).isEqualTo(1);
  }

  @Test
  void check_warns_without_failing_unless_it_is_strict() throws IOException {
    file("old.yml", VALID.substring(VALID.indexOf('\n') + 1));
    Packaged.Ended lenient = Packaged.command(folder, "check", "--config", "old.yml");
    assertThat(lenient.status()).isZero();
    assertThat(lenient.err()).contains("old.yml:1:1: warning: ").contains("_format_version");
    assertThat(Packaged.command(folder, "check", "--strict", "--config", "old.yml").status())
        .isEqualTo(1);
  }

  @Test
  void a_bad_file_is_not_served() throws IOException {
    file("bad.yml", VALID + "    nope: 1\n");
    Packaged.Ended run = Packaged.command(folder, "run", "--config", "bad.yml");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("bad.yml:9:5: ");
  }

  @Test
  void the_environment_stands_in_for_flags() throws IOException {
    file("bad.yml", VALID + "    nope: 1\n");
    try (Packaged check =
        Packaged.start(folder, Map.of("GATEHOUSE_CONFIG", "bad.yml"), List.of("check"))) {
      assertThat(check.ended(java.time.Duration.ofSeconds(30)).status()).isEqualTo(1);
    }
  }

  @Test
  void shipped_examples_are_valid() throws IOException {
    try (var examples = Files.walk(Packaged.HOME.resolve("examples"))) {
      List<String> command = new ArrayList<>(List.of("check", "--config"));
      for (Path example : examples.filter(f -> f.toString().endsWith(".yml")).toList()) {
        List<String> one = new ArrayList<>(command);
        one.add(example.toString());
        assertThat(Packaged.command(folder, one.toArray(String[]::new)).status())
            .as(example.toString())
            .isZero();
      }
    }
  }

  @Test
  void starts_through_a_chain_of_symbolic_links_from_any_folder() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("with space"));
    Path first = Files.createSymbolicLink(elsewhere.resolve("gatehouse"), Packaged.LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("gh"), folder.relativize(first));
    assertThat(version(List.of(second.toString()))).startsWith("gatehouse ");
    assertThat(version(List.of("sh", "-c", "PATH=\"$PWD:$PATH\" gh --version")))
        .startsWith("gatehouse ");
  }

  private String version(List<String> command) {
    List<String> all = new ArrayList<>(command);
    if (all.size() == 1) {
      all.add("--version");
    }
    try (Packaged one = Packaged.process(folder, Map.of(), all)) {
      return one.ended(java.time.Duration.ofSeconds(30)).out();
    }
  }

  @Test
  void runs_from_a_copy_that_cannot_be_written() throws IOException {
    Path copy = folder.resolve("read only");
    try (Packaged one =
        Packaged.process(
            folder,
            Map.of(),
            List.of(
                "sh",
                "-c",
                "cp -R '"
                    + Packaged.HOME
                    + "' '"
                    + copy
                    + "' && rm -rf '"
                    + copy
                    + "/cache' && chmod -R a-w '"
                    + copy
                    + "'"))) {
      one.ended(java.time.Duration.ofSeconds(30));
    }
    assertThat(version(List.of(copy.resolve("bin/gatehouse").toString()))).startsWith("gatehouse ");
  }

  @Test
  void the_package_has_a_start_up_cache() {
    assertThat(
            Packaged.HOME.resolve("cache").toFile().listFiles((_, name) -> name.endsWith(".aot")))
        .singleElement()
        .satisfies(cache -> assertThat(cache.length()).isGreaterThan(1 << 20));
  }

  @Test
  void an_old_java_home_is_passed_over() throws IOException {
    Path old = Files.createDirectories(folder.resolve("old/bin"));
    Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 9\n").toFile().setExecutable(true);
    Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.1\"\n");
    try (Packaged one =
        Packaged.start(
            folder, Map.of("JAVA_HOME", folder.resolve("old").toString()), List.of("--version"))) {
      assertThat(one.ended(java.time.Duration.ofSeconds(30)).out()).startsWith("gatehouse ");
    }
  }
}
