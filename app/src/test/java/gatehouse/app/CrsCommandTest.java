package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrsCommandTest {
  private static final String RULE = "SecRule ARGS \"@rx attack\" \"id:1,phase:2,deny\"\n";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void installs_a_folder_and_keeps_the_setup_that_is_there() throws IOException {
    Path release = release(RULE);

    assertThat(install(release)).isEqualTo(Main.OK);
    assertThat(out.toString()).contains("rules in " + crs());
    assertThat(crs().resolve("rules/a.conf")).hasContent(RULE);
    Files.writeString(crs().resolve("crs-setup.conf"), "# mine\n");

    assertThat(install(release)).isEqualTo(Main.OK);
    assertThat(crs().resolve("crs-setup.conf")).hasContent("# mine\n");
    assertThat(folder.resolve("home/crs.previous/rules/a.conf")).exists();
  }

  @Test
  void keeps_exclusions_and_plugins_that_are_the_users() throws IOException {
    install(release(RULE));
    String own = "REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf";
    Files.writeString(crs().resolve("rules").resolve(own), "# my exclusions\n");
    Files.writeString(crs().resolve("rules/old.conf"), "# of the release before\n");
    Files.createDirectories(crs().resolve("plugins"));
    Files.writeString(crs().resolve("plugins/mine-config.conf"), "# my plugin\n");

    assertThat(install(release(RULE))).isEqualTo(Main.OK);
    assertThat(crs().resolve("rules").resolve(own)).hasContent("# my exclusions\n");
    assertThat(crs().resolve("plugins/mine-config.conf")).hasContent("# my plugin\n");
    assertThat(crs().resolve("rules/old.conf")).doesNotExist();
  }

  @Test
  void installs_an_archive_with_a_folder_around_everything() throws IOException {
    Path zip = zip(Map.of("crs-1/crs-setup.conf.example", "# setup\n", "crs-1/rules/a.conf", RULE));

    assertThat(install(zip)).isEqualTo(Main.OK);
    assertThat(crs().resolve("rules/a.conf")).hasContent(RULE);
  }

  @Test
  void refuses_rules_that_cannot_be_used_and_leaves_what_was_there() throws IOException {
    install(release(RULE));
    Path bad = release("SecRule FOO bar \"id:1\"\n");

    assertThat(install(bad)).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString())
        .contains("rules/a.conf:1:9: unknown variable FOO")
        .contains("not installed");
    assertThat(err.toString()).doesNotContain(".crs-");
    assertThat(crs().resolve("rules/a.conf")).hasContent(RULE);
  }

  @Test
  void refuses_an_archive_that_reaches_outside_of_itself() throws IOException {
    Path zip = zip(Map.of("../evil.conf", "x"));

    assertThat(install(zip)).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(err.toString()).contains("outside of itself");
    assertThat(folder.resolve("home/evil.conf")).doesNotExist();
  }

  @Test
  void refuses_what_is_no_rule_set() throws IOException {
    assertThat(install(Files.writeString(folder.resolve("x"), "text")))
        .isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(install(zip(Map.of("a.txt", "x")))).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(install(folder.resolve("nowhere"))).isEqualTo(Main.BAD_USAGE);
  }

  private Path release(String rule) throws IOException {
    Path release = Files.createDirectories(folder.resolve("release"));
    Files.createDirectories(release.resolve("rules"));
    Files.writeString(release.resolve("crs-setup.conf.example"), "# setup\n");
    Files.writeString(release.resolve("rules/a.conf"), rule);
    return release;
  }

  private Path zip(Map<String, String> files) throws IOException {
    Path zip = folder.resolve("a.zip");
    try (OutputStream to = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(to)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        entries.putNextEntry(new ZipEntry(file.getKey()));
        entries.write(file.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        entries.closeEntry();
      }
    }
    return zip;
  }

  private Path crs() {
    return folder.resolve("home/crs");
  }

  private int install(Path source) throws IOException {
    Terminal terminal =
        new Terminal(
            Map.of("GATEHOUSE_HOME", folder.resolve("home").toString()),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            false);
    return Main.run(terminal, "crs", "install", source.toString());
  }
}
