package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WafCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tells_each_fault_of_rules_with_its_place() throws IOException {
    Path rules =
        file(
            "a.conf",
            """
            SecRule FOO "@rx a" "id:1,deny"
            SecAction "id:2,pass"
            SecAction "id:2,pass"
            SecRule ARGS "@rx a(?=b)" "id:3,pass,skipAfter:NOWHERE"
            SecRuleRemoveById 77
            """);

    assertThat(run("waf", "check", rules.toString())).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString())
        .contains(rules + ":1:9: unknown variable FOO")
        .contains(rules + ":3:1: rule id 2 is used already at " + rules + ":2:1");
  }

  @Test
  void tells_them_in_the_order_of_the_lines_and_lets_none_command_the_terminal()
      throws IOException {
    Path rules =
        file(
            "a.conf",
            """
            SecRule ARGS "@rx (a" "id:1,phase:2,pass"
            Sec\u001b[31mFoo On
            SecRule ARGZ "@rx a" "id:2,phase:2,pass"
            SecRule ARGS "@rx a" "id:1,phase:2,pass"
            """);

    assertThat(run("waf", "check", rules.toString())).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString().replace(rules.toString(), "").lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(":1:"),
            line -> assertThat(line).isEqualTo(":2:1: unknown directive Sec\\u001b[31mFoo"),
            line -> assertThat(line).startsWith(":3:9: unknown variable"),
            line -> assertThat(line).startsWith(":4:1: rule id 1 is used already"),
            line -> assertThat(line).contains("faults"));
  }

  @Test
  void wants_the_files_of_a_folder_by_their_names() throws IOException {
    assertThat(run("waf", "check", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is a folder; name its files: " + folder + "/*.conf");
  }

  @Test
  void warns_of_jumps_to_nowhere_and_of_patterns_that_backtrack() throws IOException {
    Path rules =
        file(
            "a.conf",
            """
            SecRule ARGS "@rx a" "id:1,phase:2,pass,skipAfter:NOWHERE"
            SecRule ARGS "@rx (a+)+(?=b)" "id:2,phase:2,pass"
            """);

    assertThat(run("waf", "check", rules.toString(), "--strict")).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString())
        .containsPattern(
            java.util.regex.Pattern.quote(rules.toString()) + ":1:\\d+: warning: no marker NOWHERE")
        .containsPattern(
            java.util.regex.Pattern.quote(rules.toString()) + ":2:\\d+: warning: .*linear");
  }

  @Test
  void warns_of_exclusions_that_do_nothing() throws IOException {
    Path rules =
        file(
            "a.conf",
            """
            SecRuleRemoveById 10
            SecRule ARGS "@rx a" "id:10,phase:2,pass"
            SecRule ARGS "@rx a(?=b)" "id:11,phase:1,pass"
            SecRule ARGS "@rx b" "id:12,phase:2,pass,ctl:ruleRemoveById=11"
            SecRuleUpdateTargetById 11 "!REQUEST_HEADERS:x"
            SecRuleRemoveById 77
            """);

    assertThat(run("waf", "check", rules.toString())).isEqualTo(Main.OK);
    assertThat(run("waf", "check", rules.toString(), "--strict")).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString())
        .contains(rules + ":1:1: warning: stands before rule 10")
        .contains(":4:")
        .contains("warning: comes too late: rule 11 has run by then")
        .contains("none of the rules that are meant looks at REQUEST_HEADERS")
        .contains(rules + ":6:1: warning: no rule is removed by this");
  }

  @Test
  void explains_what_a_request_triggers_and_what_would_let_it_pass() throws IOException {
    Path request =
        file("r.txt", "GET /s?q=%3B+cat+/etc/passwd HTTP/1.1\r\nHost: a.example\r\n\r\n");

    assertThat(run("waf", "test", "--request", request.toString())).isEqualTo(Main.OK);
    assertThat(out.toString())
        .contains("rule 8000610 (Shell command) matched ARGS:q")
        .contains("verdict: refused with 403")
        .contains("\"paths\": [\"/s\"], \"arguments\": [\"ARGS:q\"]");
  }

  @Test
  void the_exclusion_it_tells_lets_exactly_that_pass() throws IOException {
    Path request =
        file("r.txt", "GET /s?q=%3B+cat+/etc/passwd HTTP/1.1\r\nHost: a.example\r\n\r\n");
    run("waf", "test", "--request", request.toString());
    String told = out.toString().lines().toList().getLast().strip();
    Path config =
        file(
            "kong.yml",
            """
            _format_version: "3.0"
            services:
            - {name: s, url: "http://127.0.0.1:1", routes: [{name: r, paths: [/]}]}
            plugins:
            - name: waf
              config:
                exclusions: %s
            """
                .formatted(told));
    out.getBuffer().setLength(0);

    String[] same = {"waf", "test", "--request", request.toString(), "--config", config.toString()};
    assertThat(run(same)).isEqualTo(Main.OK);
    assertThat(out.toString()).contains("verdict: passes");

    Files.writeString(
        request, "GET /s?q=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: a.example\r\n\r\n");
    run(
        "waf",
        "test",
        "--request",
        request.toString(),
        "--config",
        config.toString(),
        "--route",
        "r");
    assertThat(out.toString()).contains("verdict: refused with 403");
  }

  @Test
  void tries_a_request_as_if_it_came_from_elsewhere() throws IOException {
    Path request = file("request", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
    Path config =
        file(
            "gatehouse.yml",
            """
            plugins:
            - name: waf
              config:
                crs: none
                directives: |
                  SecRuleEngine On
                  SecRule REMOTE_ADDR "@ipMatch 2001:db8::/32" "id:1,phase:1,deny"
            """);
    String[] test = {"waf", "test", "--request", request.toString(), "--config", config.toString()};
    assertThat(run(test)).isEqualTo(Main.OK);
    assertThat(out.toString()).contains("verdict: passes");
    String[] from = Arrays.copyOf(test, test.length + 2);
    from[test.length] = "--client";
    from[test.length + 1] = "2001:db8::1";
    assertThat(run(from)).isEqualTo(Main.OK);
    assertThat(out.toString()).contains("verdict: refused with 403");
  }

  @Test
  void asks_name_servers_only_when_it_is_told_to() throws IOException {
    Path request = file("request", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
    Path config =
        file(
            "gatehouse.yml",
            """
            plugins:
            - name: waf
              config:
                crs: none
                directives: |
                  SecRuleEngine On
                  SecRule REQUEST_HEADERS:Host "!@rbl list.invalid" "id:1,phase:1,deny"
            """);
    String[] test = {"waf", "test", "--request", request.toString(), "--config", config.toString()};
    assertThat(run(test)).isEqualTo(Main.OK);
    assertThat(out.toString())
        .contains("verdict: refused with 403", "note: @rbl asked nobody", "--names");
    out.getBuffer().setLength(0);
    String[] asking = Arrays.copyOf(test, test.length + 1);
    asking[test.length] = "--names";
    assertThat(run(asking)).isEqualTo(Main.OK);
    assertThat(out.toString()).contains("verdict: refused with 403").doesNotContain("note:");
  }

  /// Requests and rules that somebody else wrote must not steer the operator's terminal.
  @Test
  void prints_no_control_characters() throws IOException {
    String steering = "\u001b[2J\u001b]0;x\u0007";
    Path request =
        file(
            "request",
            "GET /"
                + steering
                + "?q=<script>"
                + steering
                + " HTTP/1.1\r\nHost: "
                + steering
                + "\r\nX"
                + steering
                + ": <script>"
                + steering
                + "\r\n\r\n");
    assertThat(run("waf", "test", "--request", request.toString())).isEqualTo(Main.OK);
    Path rules = file("a.conf", "Sec" + steering + "Foo on\n");
    assertThat(run("waf", "check", rules.toString())).isEqualTo(Main.BAD_CONFIGURATION);

    assertThat(out + err.toString())
        .contains("matched", "unknown directive Sec\\u001b[2J")
        .doesNotContain("\u001b", "\u0007");
  }

  @Test
  void says_what_it_needs() throws IOException {
    assertThat(run("waf")).isEqualTo(Main.BAD_USAGE);
    assertThat(run("waf", "check")).isEqualTo(Main.BAD_USAGE);
    assertThat(run("waf", "test")).isEqualTo(Main.BAD_USAGE);
    assertThat(run("waf", "test", "--request", "/nowhere", "--client", "x"))
        .isEqualTo(Main.BAD_USAGE);
    assertThat(run("waf", "test", "--request", "/nowhere")).isEqualTo(Main.BAD_USAGE);
    assertThat(run("waf", "--help")).isEqualTo(Main.OK);
    assertThat(out.toString()).contains("Usage: gatehouse waf check FILE... | test [FLAGS]");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private int run(String... words) throws IOException {
    Terminal terminal =
        new Terminal(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), false);
    return Main.run(terminal, words);
  }
}
