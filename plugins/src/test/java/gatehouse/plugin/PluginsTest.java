package gatehouse.plugin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import gatehouse.spi.Catalogue;
import gatehouse.spi.Plugin;
import gatehouse.spi.PluginType;
import gatehouse.spi.Policy;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Inline;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PluginsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("gatehouse.plugin");

  /// Kong's order of the plugins, from its table of priorities.
  private static final Map<String, Integer> PRIORITIES =
      Map.ofEntries(
          entry("acl", 950),
          entry("authz", 940),
          entry("basic-auth", 1100),
          entry("content-guard", 1007),
          entry("correlation-id", 100_001),
          entry("cors", 2000),
          entry("data-masking", 790),
          entry("datadog", 10),
          entry("file-log", 9),
          entry("forward-auth", 1012),
          entry("header-cert-auth", 1009),
          entry("hmac-auth", 1030),
          entry("http-log", 12),
          entry("internal-token", 930),
          entry("ip-restriction", 990),
          entry("json-threat-protection", 1009),
          entry("jwt", 1450),
          entry("key-auth", 1250),
          entry("lambda-authorizer", 1015),
          entry("ldap-auth", 1200),
          entry("loggly", 6),
          entry("mtls-auth", 1600),
          entry("oas-validation", 840),
          entry("opa", 920),
          entry("openapi", 1000),
          entry("openid-connect", 1050),
          entry("opentelemetry", 14),
          entry("prometheus", 13),
          entry("proxy-cache", 100),
          entry("rate-limiting", 910),
          entry("redirect", 779),
          entry("request-size-limiting", 951),
          entry("request-termination", 2),
          entry("request-transformer", 801),
          entry("request-validator", 999),
          entry("response-ratelimiting", 900),
          entry("response-transformer", 800),
          entry("security-headers", 2950),
          entry("session", 1900),
          entry("statsd", 11),
          entry("step-up-auth", 945),
          entry("syslog", 4),
          entry("tcp-log", 7),
          entry("udp-log", 8),
          entry("waf", 2600),
          entry("xml-threat-protection", 1008),
          entry("zipkin", 100_000));

  @Test
  void lists_each_plugin_once_in_alphabetical_order() {
    List<String> names =
        Plugins.CATALOGUE_CLASSES.stream().map(p -> PluginType.of(p).name()).toList();

    assertThat(names).isSorted().doesNotHaveDuplicates();
    assertThat(new Catalogue(Plugins.CATALOGUE_CLASSES).all()).hasSameSizeAs(names);
  }

  @Test
  void lists_every_plugin_class_of_the_module() {
    List<String> found =
        CLASSES.stream()
            .filter(c -> c.isAnnotatedWith(Policy.class))
            .map(c -> c.getName())
            .sorted()
            .toList();

    assertThat(Plugins.CATALOGUE_CLASSES.stream().map(Class::getName).sorted().toList())
        .isEqualTo(found);
  }

  @Test
  void has_kongs_priorities() {
    Map<String, Integer> priorities = new TreeMap<>();
    for (Class<? extends Plugin> plugin : Plugins.CATALOGUE_CLASSES) {
      PluginType type = PluginType.of(plugin);
      priorities.put(type.name(), type.policy().priority());
    }

    assertThat(priorities).isEqualTo(new TreeMap<>(PRIORITIES));
  }

  @Test
  void documents_every_field() {
    for (Class<? extends Plugin> plugin : Plugins.CATALOGUE_CLASSES) {
      PluginType type = PluginType.of(plugin);
      assertThat(type.policy().summary()).as(type.name()).endsWith(".");
      assertThat(undocumented(type.config())).as(type.name()).isEmpty();
    }
  }

  private static List<String> undocumented(Class<?> config) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : config.getRecordComponents()) {
      if (component.isAnnotationPresent(Inline.class)) {
        names.addAll(undocumented(component.getType()));
      } else if (component.getAnnotation(Doc.class) == null) {
        names.add(component.getName());
      }
    }
    return names;
  }

  @Test
  void plugins_see_only_what_is_meant_for_them() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty..",
            "java.net.http..",
            "gatehouse.listen..",
            "gatehouse.decode..",
            "gatehouse.route..",
            "gatehouse.flow..",
            "gatehouse.upstream..",
            "gatehouse.answer..",
            "gatehouse.compile..",
            "gatehouse.config..",
            "gatehouse.gateway..",
            "gatehouse.log..",
            "gatehouse.state..",
            "gatehouse.control..")
        .check(CLASSES);
  }

  @Test
  void plugins_match_clients_bytes_with_the_linear_engine_only() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.regex..")
        .check(CLASSES);
  }

  @Test
  void plugins_start_no_threads_and_read_no_clock() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().callMethod(java.time.Instant.class, "now").check(CLASSES);
    noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.concurrent.ExecutorService.class)
        .check(CLASSES);
  }

  @Test
  void plugin_classes_are_final_and_keep_no_static_state() {
    classes()
        .that()
        .areAnnotatedWith(Policy.class)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .check(CLASSES);
  }
}
