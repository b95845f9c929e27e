package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What routes and their plugins declare joins what a rule set allows: with a small rule set that
/// asks the same lists as the Core Rule Set does, and with that itself where it is at hand.
class DeclaredTest {
  private static final Path BESIDE = Path.of("../../shared/data/crs").toAbsolutePath().normalize();
  private static final Path INSTALLED = Path.of("/usr/share/modsecurity-crs/rules");

  @TempDir private Path folder;

  private String rules(String which) throws Exception {
    return switch (which) {
      case "small" -> small();
      case "release" -> {
        assumeTrue(Files.isDirectory(BESIDE), "the Core Rule Set is absent: ../shared/data/crs");
        yield BESIDE.toString();
      }
      default -> {
        assumeTrue(Files.exists(INSTALLED), "the package modsecurity-crs is not installed");
        yield "installed";
      }
    };
  }

  private String small() throws Exception {
    Path rules = Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("crs-setup.conf"), "SecRuleEngine On\n");
    Files.writeString(
        rules.resolve("REQUEST-901-INITIALIZATION.conf"),
        """
        SecRule &TX:allowed_methods "@eq 0" \
        "id:901160,phase:1,pass,nolog,setvar:'tx.allowed_methods=GET HEAD POST OPTIONS'"
        SecRule &TX:allowed_request_content_type "@eq 0" \
        "id:901162,phase:1,pass,nolog,setvar:'tx.allowed_request_content_type=|application/json|'"
        SecRule &TX:allowed_request_content_type_charset "@eq 0" \
        "id:901168,phase:1,pass,nolog,setvar:'tx.allowed_request_content_type_charset=|utf-8|'"
        """);
    Files.writeString(
        rules.resolve("REQUEST-920-PROTOCOL-ENFORCEMENT.conf"),
        """
        SecRule REQUEST_METHOD "!@within %{tx.allowed_methods}" "id:911100,phase:1,deny,status:403"
        SecRule REQUEST_HEADERS:Content-Type "@rx ^[^;\\s]+" \
        "id:920420,phase:1,deny,status:403,capture,setvar:'tx.content_type=|%{tx.0}|',chain"
        SecRule TX:content_type "!@within %{tx.allowed_request_content_type}" "t:lowercase"
        SecRule REQUEST_HEADERS:Content-Type "@rx charset\\s*=\\s*([^;\\s]+)" \
        "id:920480,phase:1,deny,status:403,capture,setvar:'tx.charset=|%{tx.1}|',chain"
        SecRule TX:charset "!@within %{tx.allowed_request_content_type_charset}" "t:lowercase"
        SecRule ARGS "@contains union select" "id:942100,phase:2,deny,status:403"
        """);
    return folder.toString();
  }

  private static String yaml(int port, String rules) {
    return """
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes:
      - {name: plain, paths: [/plain]}
      - {name: methods, paths: [/methods], methods: [GET, POST, PUT, DELETE]}
      - name: described
        paths: [/described]
        plugins:
        - name: openapi
          config:
            spec: |
              openapi: 3.1.0
              info: {title: t, version: "1"}
              paths:
                /described:
                  put:
                    requestBody:
                      content:
                        application/vnd.api+json: {schema: {type: object}}
                        text/csv; charset=iso-8859-2: {}
                        image/*: {}
                    responses: {default: {description: ok}}
                  patch: {requestBody: {content: {"*/*": {}}}, responses: {default: {description: ok}}}
                  delete: {responses: {default: {description: ok}}}
      - name: listed
        paths: [/listed]
        plugins:
        - name: request-validator
          config: {body_schema: {type: object}, allowed_content_types: [application/problem+json]}
    - name: validated
      url: http://127.0.0.1:%d
      plugins:
      - name: oas-validation
        config:
          api_spec: |
            {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/validated": {"put":
            {"requestBody": {"content": {"text/csv": {}}}, "responses": {"200": {"description": "ok"}}}}}}
      routes: [{name: validated, paths: [/validated], strip_path: false}]
    plugins: [{name: waf, config: {crs: '%s', paranoia_level: 1}}]
    """
        .formatted(port, port, rules);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "release", "installed"})
  void what_is_declared_passes_and_nothing_else(String which) throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(origin.port(), rules(which)))) {
      assertThat(status(gate, "PUT /plain", "application/json", "{}")).isEqualTo(403);
      assertThat(status(gate, "POST /plain", "application/vnd.api+json", "{}")).isEqualTo(403);
      assertThat(status(gate, "POST /plain", "application/json", "{}")).isEqualTo(200);

      assertThat(status(gate, "PUT /methods", "application/json", "{}")).isEqualTo(200);
      assertThat(status(gate, "DELETE /methods", "", "")).isEqualTo(200);
      assertThat(status(gate, "POST /methods", "text/csv", "a,b")).isEqualTo(403);

      assertThat(status(gate, "PUT /described", "application/vnd.api+json", "{\"a\":1}"))
          .isEqualTo(200);
      assertThat(status(gate, "PUT /described", "application/vnd.api+json", ATTACK)).isEqualTo(403);
      assertThat(status(gate, "PUT /described", "image/png", "x")).isEqualTo(200);
      assertThat(status(gate, "PUT /described", "text/csv", "a,b")).isEqualTo(200);
      assertThat(status(gate, "PUT /described", "text/csv; charset=ISO-8859-2", "a,b"))
          .isEqualTo(200);
      assertThat(status(gate, "PUT /described", "text/csv; charset=utf-7", "a,b")).isEqualTo(403);
      assertThat(status(gate, "PUT /described", "text/html", "x")).isEqualTo(403);
      // Anything at all is no declaration.
      assertThat(status(gate, "PATCH /described", "text/html", "x")).isEqualTo(403);
      assertThat(status(gate, "PATCH /described", "application/json", "{}")).isEqualTo(200);
      assertThat(status(gate, "DELETE /described", "", "")).isEqualTo(200);
      assertThat(status(gate, "PROPFIND /described", "", "")).isEqualTo(403);

      assertThat(status(gate, "POST /listed", "application/problem+json", "{\"a\":1}"))
          .isEqualTo(200);
      assertThat(status(gate, "POST /listed", "application/problem+json", ATTACK)).isEqualTo(403);
      assertThat(status(gate, "PUT /listed", "application/problem+json", "{}")).isEqualTo(403);
      assertThat(status(gate, "PUT /validated", "text/csv", "a,b")).isEqualTo(200);
      assertThat(status(gate, "PUT /validated", "image/png", "a,b")).isEqualTo(403);
    }
  }

  private static final String ATTACK =
      "{\"a\": {\"b\": \"1' union select password from users--\"}}";

  @Test
  void one_notice_says_what_is_allowed_and_who_wants_it() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("gatehouse.waf");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try (TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, yaml(9, small()))) {
      assertThat(gate.port()).isPositive();
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .matches("test\\.yml:\\d+:\\d+: the rule set allows as declared: .*")
        .contains(
            "DELETE (route methods, openapi at test.yml:",
            "PATCH (openapi at test.yml:",
            "PUT (route methods, openapi at test.yml:",
            "application/problem+json (request-validator at test.yml:",
            "image/* (openapi at test.yml:",
            "text/csv (oas-validation at test.yml:",
            "text/csv;charset=iso-8859-2 (openapi at test.yml:")
        .doesNotContain("*/*");
  }

  private static int status(TestGate gate, String line, String type, String body) throws Exception {
    try (RawHttp client = gate.connect()) {
      String field = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
      return client
          .send(
              "%s HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n%sContent-Length: %d\r\n\r\n%s"
                  .formatted(line, field, body.length(), body))
          .read()
          .status();
    }
  }
}
