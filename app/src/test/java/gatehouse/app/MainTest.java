package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... args) throws IOException {
    return Main.run(
        new Terminal(environment, new PrintWriter(out, true), new PrintWriter(err, true), false),
        args);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run ", "check ", "demo ", "waf ", "crs ", "openapi ", "totp "})
  void every_command_explains_itself(String command) throws IOException {
    assertThat(run(Map.of(), (command + "--help").split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: gatehouse").contains("--version");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run ", "check ", "demo ", "waf ", "crs ", "openapi ", "totp "})
  void every_command_tells_the_version(String command) throws IOException {
    assertThat(run(Map.of(), (command + "--version").split(" "))).isZero();
    assertThat(out.toString()).startsWith("gatehouse ").contains("Java ");
  }

  @ParameterizedTest
  @CsvSource({"help, --help", "help waf, waf --help"})
  void help_is_a_command_too(String words, String flags) throws IOException {
    assertThat(run(Map.of(), words.split(" "))).isZero();
    String told = out.toString();
    run(Map.of(), flags.split(" "));
    assertThat(out.toString()).isEqualTo(told + told);
    assertThat(run(Map.of(), "help", "nonsense")).isEqualTo(Main.BAD_USAGE);
  }

  @Test
  void help_of_run_names_each_variable_and_default() throws IOException {
    run(Map.of(), "run", "--help");
    assertThat(out.toString())
        .contains("GATEHOUSE_CONFIG")
        .contains("GATEHOUSE_PROXY_LISTEN", "0.0.0.0:8000")
        .contains("GATEHOUSE_PROXY_TLS_LISTEN", "0.0.0.0:8443")
        .contains("GATEHOUSE_ADMIN_LISTEN", "127.0.0.1:8001")
        .contains("GATEHOUSE_DATABASE")
        .contains("GATEHOUSE_DRAIN_TIMEOUT")
        .contains("GATEHOUSE_<KEY>");
  }

  @Test
  void nothing_to_do_is_bad_usage() throws IOException {
    assertThat(run(Map.of())).isEqualTo(2);
    assertThat(err.toString()).contains("Commands:").contains("check");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          fly                               | unknown command 'fly'
          rum                               | unknown command 'rum'; did you mean 'run'?
          --no-such-flag                    | unknown flag '--no-such-flag'
          run --no-such-flag                | unknown flag '--no-such-flag'
          run --proxy-listn=0.0.0.0:80      | unknown flag '--proxy-listn'; did you mean '--proxy-listen'?
          run --config                      | --config
          run kong.yaml                     | unexpected 'kong.yaml'; did you mean '--config kong.yaml'?
          run --proxy-listen nonsense       | --proxy-listen: expected HOST:PORT, [IPV6]:PORT or off, not 'nonsense'
          run --proxy-listen 127.0.0.1:     | expected HOST:PORT
          run --proxy-listen :8000          | expected HOST:PORT
          run --proxy-listen ::1:8000       | expected HOST:PORT
          run --admin-listen 127.0.0.1:65536 | --admin-listen: expected HOST:PORT
          run --proxy-tls-listen 1.2.3.4:-1 | --proxy-tls-listen: expected HOST:PORT
          run --drain-timeout soon          | --drain-timeout: expected seconds
          run --set nope=1                  | unknown setting 'nope'
          run --set log_format=xml          | --set log_format: expected text or json
          run --set log_level=loud          | --set log_level: expected debug, info
          run --database embedded:/tmp/x    | 'embedded:/tmp/x' is not available yet
          check                             | check needs --config PATH
          """)
  void bad_usage_exits_2_and_names_what_was_meant(String line, String message) throws IOException {
    assertThat(run(Map.of(), line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("--help'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void a_bad_variable_is_bad_usage_that_names_it() throws IOException {
    assertThat(run(Map.of("GATEHOUSE_ADMIN_LISTEN", "here"), "run")).isEqualTo(2);
    assertThat(err.toString()).contains("GATEHOUSE_ADMIN_LISTEN: expected HOST:PORT");
  }

  @Test
  void output_that_is_no_terminal_has_no_colours() throws IOException {
    run(Map.of(), "--help");
    assertThat(out.toString()).doesNotContain("\u001b");
  }
}
