package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import gatehouse.spi.OnEnd;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRefusedPath;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnRequestChunk;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.OnRoute;
import gatehouse.spi.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/life-of-a-request.md` knows the phases that plugins have, and their order.
final class LifeOfARequestTest {
  private static final List<Class<? extends Plugin>> PHASES =
      List.of(
          OnRoute.class,
          OnRefusedPath.class,
          OnRequest.class,
          OnRequestChunk.class,
          OnResponse.class,
          OnResponseBody.class,
          OnResponseChunk.class,
          OnEnd.class,
          OnLog.class);

  @Test
  void the_page_has_every_phase_in_its_order() throws IOException {
    String page = Files.readString(Path.of("../docs/life-of-a-request.md"));
    List<String> told =
        Pattern.compile("(?m)^\\| ([a-z ]+) phase \\|")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(told)
        .containsExactlyElementsOf(
            PHASES.stream().map(phase -> words(phase.getSimpleName().substring(2))).toList());
  }

  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  @Test
  void there_is_no_other_phase() {
    List<String> names =
        new ClassFileImporter()
            .importPackagesOf(Plugin.class).stream()
                .filter(type -> type.isInterface() && type.isAssignableTo(Plugin.class))
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("Plugin"))
                .toList();
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(PHASES.stream().map(Class::getSimpleName).toList());
  }
}
