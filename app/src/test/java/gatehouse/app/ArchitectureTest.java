package gatehouse.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import gatehouse.gateway.Stats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The walls of the architecture that a compiler cannot see.
final class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("gatehouse");

  @Test
  void sees_the_classes_of_every_module() {
    for (String name :
        new String[] {"spi.Plugin", "config.ConfigLoader", "plugin.Plugins", "app.Main"}) {
      assertThat(ALL.contain("gatehouse." + name)).as(name).isTrue();
    }
  }

  @Test
  void regex_uses_the_jdk_only() {
    check(
        classes()
            .that()
            .resideInAPackage("gatehouse.regex..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "gatehouse.regex.."));
  }

  @Test
  void seclang_uses_the_jdk_and_the_matcher_only() {
    check(
        classes()
            .that()
            .resideInAPackage("gatehouse.seclang..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "javax.xml..",
                "org.xml.sax..",
                "org.w3c.dom..",
                "org.jspecify..",
                "gatehouse.regex..",
                "gatehouse.seclang.."));
  }

  @Test
  void the_plugin_interface_knows_nothing_of_the_gateway_and_no_library() {
    check(
        classes()
            .that()
            .resideInAPackage("gatehouse.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "javax.net.ssl..",
                "org.jspecify..",
                "gatehouse.spi..",
                "gatehouse.model..",
                "gatehouse.regex.."));
  }

  @Test
  void plugins_see_the_plugin_interface_and_never_the_core() {
    check(
        noClasses()
            .that()
            .resideInAPackage("gatehouse.plugin..")
            .should()
            .dependOnClassesThat(
                are(resideInAPackage("gatehouse.."))
                    .and(
                        not(
                            resideInAnyPackage(
                                "gatehouse.spi..",
                                "gatehouse.model..",
                                "gatehouse.regex..",
                                "gatehouse.seclang..",
                                "gatehouse.yaml..",
                                "gatehouse.plugin..")))));
  }

  @Test
  void plugins_know_nothing_of_netty() {
    check(
        noClasses()
            .that()
            .resideInAPackage("gatehouse.plugin..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void control_cannot_see_the_data_side() {
    check(
        noClasses()
            .that()
            .resideInAPackage("gatehouse.control..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "gatehouse.listen..",
                "gatehouse.decode..",
                "gatehouse.flow..",
                "gatehouse.upstream..",
                "gatehouse.answer..",
                "gatehouse.compile..",
                "gatehouse.plugin..",
                "io.netty.."));
  }

  @Test
  void model_is_data() {
    check(
        classes()
            .that()
            .resideInAPackage("gatehouse.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "gatehouse.spi..",
                "gatehouse.model..",
                "gatehouse.regex.."));
  }

  @Test
  void reading_configuration_does_not_know_who_serves_it() {
    check(
        noClasses()
            .that()
            .resideInAPackage("gatehouse.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "gatehouse.listen..",
                "gatehouse.flow..",
                "gatehouse.upstream..",
                "gatehouse.answer..",
                "gatehouse.compile..",
                "gatehouse.gateway..",
                "io.netty.."));
  }

  @Test
  void nobody_knows_the_command_line() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gatehouse.app.."));
  }

  @Test
  void the_yaml_parser_and_logback_live_in_one_place_each() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml.."));
    check(
        classes()
            .that()
            .resideInAPackage("gatehouse.yaml..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "org.snakeyaml..", "gatehouse.yaml.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ch.qos.logback.."));
  }

  @ParameterizedTest
  @CsvSource({
    "com.nimbusds.., gatehouse.plugin.auth..",
    "com.password4j.., gatehouse.plugin.auth..",
    "com.unboundid.., gatehouse.plugin.auth.ldap..",
    "com.github.benmanes.caffeine.., gatehouse.plugin..",
    "com.maxmind.db.., gatehouse.plugin.geo..",
    "com.networknt.schema.., gatehouse.plugin.inspect.schema..",
    "org.luaj.., gatehouse.plugin.log.lua..",
    "com.aayushatharva.brotli4j.., gatehouse.plugin.inspect.coding..",
    "com.github.luben.zstd.., gatehouse.plugin.inspect.coding..",
    "java.net.http.., gatehouse.call.."
  })
  void a_library_lives_in_one_place(String library, String home) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(home)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  @Test
  void calls_use_what_plugins_see_only() {
    check(
        noClasses()
            .that()
            .resideInAPackage("gatehouse.call..")
            .should()
            .dependOnClassesThat(
                are(resideInAPackage("gatehouse.."))
                    .and(not(resideInAnyPackage("gatehouse.spi..", "gatehouse.call..")))));
  }

  @Test
  void packages_form_no_cycles() {
    // The entities and what a plugin sees are one vocabulary in two packages.
    check(
        slices()
            .matching("gatehouse.(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(
                resideInAPackage("gatehouse.model.."), resideInAPackage("gatehouse.spi.."))
            // A bare record of counters.
            .ignoreDependency(resideInAPackage("gatehouse.log.."), type(Stats.class)));
  }

  @Test
  void nothing_static_changes() {
    check(fields().that().areStatic().should().beFinal());
  }

  @Test
  void what_decides_gets_its_randomness_handed_in() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "gatehouse.spi..",
                "gatehouse.model..",
                "gatehouse.config..",
                "gatehouse.route..",
                "gatehouse.plugin..")
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(java.util.Random.class));
  }

  @Test
  void plugins_read_no_clock() {
    check(
        noClasses()
            .that()
            .resideInAPackage("gatehouse.plugin..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now"));
  }

  @Test
  void every_package_declares_its_nullness() {
    check(
        classes()
            .that()
            .haveSimpleName("package-info")
            .should(
                com.tngtech.archunit.lang.conditions.ArchConditions.be(
                    annotatedWith(org.jspecify.annotations.NullMarked.class))));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ALL);
  }
}
