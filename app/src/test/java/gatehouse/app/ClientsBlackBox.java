package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that others wrote talk through the packaged gateway.
final class ClientsBlackBox {
  @TempDir private static Path folder;

  private static Backend backend;
  private static Packaged gateway;

  @BeforeAll
  static void start() throws IOException {
    backend = new Backend();
    Path config =
        Files.writeString(
            folder.resolve("gatehouse.yml"),
            """
            _format_version: "3.0"
            services:
            - name: s
              url: %s
              routes:
              - name: r
                paths: [/]
            """
                .formatted(backend.url()));
    gateway = Packaged.run(folder, "--config", config.toString());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    backend.close();
  }

  private static String http() {
    return "http://127.0.0.1:" + gateway.http();
  }

  private static String https() {
    return "https://127.0.0.1:" + gateway.https();
  }

  private static String sh(String program, String arguments) {
    assumeTrue(Shell.has(program), () -> program + " is not installed");
    return Shell.run(folder, program + " " + arguments);
  }

  @Test
  void curl_speaks_http_1() {
    assertThat(sh("curl", "-s -i --http1.1 " + http() + "/a"))
        .startsWith("HTTP/1.1 200")
        .endsWith("served /a");
    assertThat(sh("curl", "-s -i --http1.0 " + http() + "/a"))
        .contains("200")
        .endsWith("served /a");
  }

  @Test
  void curl_speaks_http_2_with_prior_knowledge() {
    assertThat(sh("curl", "-s -i --http2-prior-knowledge " + http() + "/a"))
        .startsWith("HTTP/2 200")
        .endsWith("served /a");
  }

  @Test
  void curl_upgrades_to_http_2() {
    assertThat(sh("curl", "-s -i --http2 " + http() + "/a"))
        .contains("HTTP/1.1 101", "HTTP/2 200")
        .endsWith("served /a");
  }

  @Test
  void curl_agrees_on_http_2_over_tls() {
    assertThat(sh("curl", "-s -i -k " + https() + "/a"))
        .startsWith("HTTP/2 200")
        .endsWith("served /a");
    assertThat(sh("curl", "-s -i -k --http1.1 " + https() + "/a")).startsWith("HTTP/1.1 200");
  }

  @Test
  void curl_reuses_its_connection() {
    String urls = (http() + "/a ").repeat(3);
    assertThat(sh("curl", "-s -v -o /dev/null -o /dev/null -o /dev/null " + urls))
        .contains("Re-using existing connection");
  }

  @Test
  void curl_posts_a_large_body_after_100_continue() throws IOException {
    Path body = Files.write(folder.resolve("body"), new byte[5 << 20]);
    assertThat(sh("curl", "-s -i -H 'Expect: 100-continue' --data-binary @" + body + " " + http()))
        .startsWith("HTTP/1.1 100")
        .contains("HTTP/1.1 200");
  }

  @Test
  void nghttp_multiplexes() {
    assertThat(sh("nghttp", "-v -n -m 20 --no-verify-peer " + https() + "/a"))
        .contains(":status: 200")
        .doesNotContain(
            "GOAWAY frame <length=8, flags=0x00, stream_id=0>\n          (last_stream_id=0, error_code=PROTOCOL_ERROR");
  }

  @Test
  void openssl_gets_tls_1_3_and_1_2_with_forward_secrecy() {
    String target = "s_client -connect 127.0.0.1:" + gateway.https() + " -servername a.test ";
    assertThat(sh("openssl", target + "-tls1_3 </dev/null")).contains("TLSv1.3");
    assertThat(sh("openssl", target + "-tls1_2 </dev/null"))
        .containsPattern("Cipher is ECDHE-[A-Z0-9-]*(GCM|CHACHA20)");
  }

  @Test
  void openssl_is_refused_what_is_weak() {
    String target = "s_client -connect 127.0.0.1:" + gateway.https() + " </dev/null ";
    assertThat(sh("openssl", target + "-tls1_1 -cipher ALL:@SECLEVEL=0")).contains("alert");
    assertThat(sh("openssl", target + "-tls1_2 -cipher AES128-GCM-SHA256:AES256-SHA"))
        .contains("alert");
    assertThat(
            sh("openssl", target + "-tls1_2 -cipher ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA"))
        .contains("alert");
  }
}
