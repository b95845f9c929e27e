package gatehouse.seclang.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludeTest {
  @TempDir Path folder;
  private final Faults faults = new Faults();

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Directive> parse() {
    Parser parser = new Parser(RuleFiles.ofDisk(), faults);
    return parser.readFile(folder.resolve("main.conf").toString()).script().directives();
  }

  @Test
  void includes_relative_to_the_including_file_and_in_byte_order() throws IOException {
    write("main.conf", "Include \"rules/*.conf\"\nSecMarker END\n");
    write("rules/b.conf", "SecMarker B\nInclude more/c.conf\n");
    write("rules/A.conf", "SecMarker A\n");
    write("rules/more/c.conf", "SecMarker C\n");
    write("rules/d.txt", "SecMarker D\n");

    assertThat(parse())
        .extracting(d -> ((Directive.Marker) d).label())
        .containsExactly("A", "B", "C", "END");
    assertThat(faults.toList()).isEmpty();
  }

  @Test
  void names_the_included_file_in_its_faults() throws IOException {
    write("main.conf", "Include bad.conf\n");
    write("bad.conf", "\n  SecFoo\n");

    parse();

    assertThat(faults.toList()).hasSize(1);
    assertThat(faults.toList().getFirst().toString())
        .endsWith("/bad.conf:2:3: unknown directive SecFoo");
  }

  @Test
  void refuses_a_cycle() throws IOException {
    write("main.conf", "Include main.conf\n");

    parse();

    assertThat(faults.toList()).hasSize(1);
    assertThat(faults.toList().getFirst().message()).contains("included by itself");
  }

  @Test
  void refuses_a_pattern_that_matches_nothing_unless_it_is_optional() throws IOException {
    write("main.conf", "IncludeOptional x/*.conf\nInclude y/*.conf\n");

    parse();

    assertThat(faults.toList()).extracting(f -> f.at().line()).containsExactly(2);
  }
}
