package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README compiles as it stands and does what its comments say.
class ReadmeTest {
  @TempDir private Path folder;

  @Test
  void the_example_runs() throws Exception {
    Path readme = Path.of("README.md");
    String text = Files.readString(Files.exists(readme) ? readme : Path.of("seclang/README.md"));
    Matcher example = Pattern.compile("(?s)```java\n(.*?)```").matcher(text);
    assertThat(example.find()).isTrue();
    Path source = folder.resolve("Example.java");
    Files.writeString(
        source,
        """
        import gatehouse.seclang.*;
        import gatehouse.seclang.audit.AuditRecord;
        import gatehouse.seclang.body.*;
        import gatehouse.seclang.rule.Intervention;
        import gatehouse.seclang.text.Bytes;
        import java.time.InstantSource;
        import java.util.List;

        public class Example {
          public static String run() throws Exception {
            %s
            return decided + " " + record;
          }
        }
        """
            .formatted(example.group(1)));
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());

    assertThat(compiler.run(null, null, null, "-d", folder.toString(), source.toString())).isZero();
    URL[] place = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(place, getClass().getClassLoader())) {
      assertThat(loader.loadClass("Example").getMethod("run").invoke(null))
          .isEqualTo("Deny[ruleId=1, status=403] null");
    }
    assertThat(List.of(example.group(1).split("\n"))).hasSizeLessThanOrEqualTo(10);
  }
}
