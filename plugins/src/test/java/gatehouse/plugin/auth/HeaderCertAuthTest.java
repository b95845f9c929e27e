package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.auth.OpensslCa.Issued;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates of OpenSSL's making in a header, from a peer that is a trusted proxy and from one
/// that is not.
final class HeaderCertAuthTest {
  private static final String CA_ID = "11111111-1111-4111-8111-111111111111";
  private static final String FAILED = "TLS certificate failed verification";
  private static final String MISSING = "No required TLS certificate was sent";

  @TempDir private Path folder;
  private OpensslCa ca;
  private Origin service;

  @BeforeEach
  void start() throws Exception {
    ca = new OpensslCa(folder, "ca", null);
    service = Origin.answering(Origin.OK);
  }

  @AfterEach
  void stop() throws Exception {
    if (service != null) {
      service.close();
      ca.close();
    }
  }

  private TestGate gate(String format, String more, boolean trusted) throws Exception {
    String yaml =
        """
        _format_version: "3.0"
        ca_certificates: [{id: %s, cert: "%s"}]
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
        plugins:
        - name: header-cert-auth
          config: {ca_certificates: [%s], revocation_check_mode: SKIP, certificate_header_name: X-Cert, certificate_header_format: %s%s}
        consumers: [{username: alice}, {username: bob}, {username: guest}]
        """
            .formatted(CA_ID, ca.pem().replace("\n", "\\n"), service.port(), CA_ID, format, more);
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES, yaml, s -> trusted ? TestGate.trustingLoopback(s) : s);
  }

  private static String written(String pem, String format) {
    return format.equals("url_encoded")
        ? URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20")
        : pem.replaceAll("-----[A-Z ]+-----|\\s", "");
  }

  private static RawHttp.Reply send(TestGate gate, String fields) throws Exception {
    try (var client = gate.connect()) {
      return client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n").read();
    }
  }

  private void passes(TestGate gate, String value, String username) throws Exception {
    assertThat(send(gate, "X-Cert: " + value).status()).isEqualTo(200);
    assertThat(service.next().header("x-consumer-username")).isEqualTo(username);
  }

  private void refused(TestGate gate, String what, String value, String message) throws Exception {
    RawHttp.Reply reply = send(gate, "X-Cert: " + value);
    assertThat(reply.status()).as(what).isEqualTo(401);
    assertThat(reply.body()).as(what).contains(message);
    assertThat(service.waiting()).as(what).isZero();
  }

  /// What no authority vouches for, and what it vouches for something else.
  @Test
  void certificates_that_prove_nothing() throws Exception {
    OpensslCa namesake = new OpensslCa(folder.resolve("elsewhere"), "ca", null);
    OpensslCa middle = new OpensslCa(folder, "middle", ca);
    OpensslCa plain = new OpensslCa(folder, "plain", null);
    Issued noAuthority = ca.issue("/CN=plain", "basicConstraints=CA:FALSE\n");
    Map<String, String> attacks = new LinkedHashMap<>();
    for (List<String> all :
        List.of(CertificateAttacks.NOT_FOR_CLIENTS, CertificateAttacks.NOT_FOR_SIGNATURES)) {
      for (String extensions : all) {
        attacks.put(extensions, ca.issue("/CN=alice", extensions).cert());
      }
    }
    attacks.put(
        "expired",
        ca.issue("/CN=alice", "", " -startdate 20200101000000Z -enddate 20210101000000Z").cert());
    attacks.put(
        "not yet",
        ca.issue("/CN=alice", "", " -startdate 20900101000000Z -enddate 20910101000000Z").cert());
    attacks.put("an authority of the same name", namesake.issue("/CN=alice", "").cert());
    attacks.put(
        "and that authority's own", namesake.issue("/CN=alice", "").with(namesake.self()).cert());
    attacks.put("the authority itself", ca.pem());
    attacks.put("an intermediate left out", middle.issue("/CN=alice", "").cert());
    attacks.put(
        "a client's certificate that signs", plain.issue("/CN=alice", "").with(noAuthority).cert());
    attacks.put(
        "a good one behind it",
        namesake.issue("/CN=alice", "").with(ca.issue("/CN=alice", "")).cert());
    attacks.put("nobody's", ca.issue("/CN=nobody", "").cert());
    attacks.put(
        "a name beside others", ca.issue("/CN=alice", "subjectAltName=DNS:nobody\n").cert());
    attacks.put("two names", ca.issue("/CN=nobody/CN=alice", "").cert());
    attacks.put("a chain without end", ca.issue("/CN=alice", "").cert() + ca.pem().repeat(10));
    try (TestGate gate = gate("url_encoded", "", true)) {
      for (Map.Entry<String, String> attack : attacks.entrySet()) {
        refused(gate, attack.getKey(), written(attack.getValue(), "url_encoded"), FAILED);
      }
      passes(
          gate,
          written(middle.issue("/CN=alice", "").with(middle.self()).cert(), "url_encoded"),
          "alice");
      passes(
          gate,
          written(ca.issue("/CN=bob", "extendedKeyUsage=clientAuth\n").cert(), "url_encoded"),
          "bob");
    }
  }

  /// A text that is not exactly a certificate in the one form that is configured.
  @ParameterizedTest
  @ValueSource(strings = {"url_encoded", "base64_encoded"})
  void texts_that_are_no_certificate(String format) throws Exception {
    Issued alice = ca.issue("/CN=alice", "");
    String good = written(alice.cert(), format);
    String other =
        written(alice.cert(), format.equals("url_encoded") ? "base64_encoded" : "url_encoded");
    Map<String, String> attacks = new LinkedHashMap<>();
    attacks.put("the other form", other);
    attacks.put("escaped twice", good.replace("%", "%25") + (format.startsWith("b") ? "=" : ""));
    attacks.put("half", good.substring(0, good.length() / 2));
    attacks.put("two in one", good + ", " + good);
    attacks.put("quoted", '"' + good + '"');
    if (format.equals("base64_encoded")) {
      attacks.put("something behind it", good.replace("=", "") + "AAAA");
    }
    attacks.put("blanks in it", good.substring(0, 40) + " " + good.substring(40));
    attacks.put("a key", written(alice.key(), format));
    attacks.put("nonsense", "nonsense");
    attacks.put("percent", "%");
    attacks.put("no hex", "%zz" + good);
    attacks.put("an array of the form", "[" + good + "]");
    attacks.put("as Envoy writes it", "Cert=" + good + ";Subject=alice");
    attacks.put("long", "A".repeat(7_000));
    char[] flipped = good.toCharArray();
    int at = good.length() / 2;
    flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
    attacks.put("changed", new String(flipped));
    try (TestGate gate = gate(format, "", true)) {
      for (Map.Entry<String, String> attack : attacks.entrySet()) {
        refused(gate, attack.getKey(), attack.getValue(), FAILED);
      }
      refused(gate, "twice", good + "\r\nX-Cert: " + good, FAILED);
      refused(gate, "empty", "", MISSING);
      assertThat(send(gate, "X_Cert: " + good).status()).isEqualTo(401);
      assertThat(send(gate, "Cookie: X-Cert=" + good).status()).isEqualTo(401);
      assertThat(service.waiting()).isZero();
      passes(gate, good, "alice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"url_encoded", "base64_encoded"})
  void only_a_trusted_proxy_may_pass_a_certificate_on(String format) throws Exception {
    String good = written(ca.issue("/CN=alice", "").cert(), format);
    try (TestGate gate = gate(format, "", false)) {
      refused(gate, "not trusted", good, MISSING);
      refused(gate, "and claims to be", good + "\r\nX-Real-IP: 127.0.0.1", MISSING);
      refused(gate, "and claims more", good + "\r\nX-Forwarded-For: 127.0.0.1", MISSING);
    }
    try (TestGate gate = gate(format, ", secure_source: false", false)) {
      passes(gate, good, "alice");
    }
  }

  /// The service must not take for proven what was not, in no spelling.
  @Test
  void what_proved_nothing_does_not_reach_the_service() throws Exception {
    String good = written(ca.issue("/CN=alice", "").cert(), "url_encoded");
    String nobody = written(ca.issue("/CN=nobody", "").cert(), "url_encoded");
    for (boolean trusted : List.of(true, false)) {
      try (TestGate gate = gate("url_encoded", ", anonymous: guest", trusted)) {
        for (String fields :
            List.of(
                "X-Cert: nonsense",
                "X-Cert: " + nobody,
                "X_Cert: " + good,
                "X-Cert: " + good + "\r\nX-Cert: " + good)) {
          assertThat(send(gate, fields).status()).isEqualTo(200);
          Origin.Seen seen = service.next();
          assertThat(seen.header("x-consumer-username")).isEqualTo("guest");
          assertThat(seen.head().toLowerCase(java.util.Locale.ROOT))
              .doesNotContain("x-cert")
              .doesNotContain("x_cert");
        }
      }
    }
    try (TestGate gate = gate("url_encoded", "", true)) {
      assertThat(send(gate, "X-Cert: " + good + "\r\nX_Cert: forged").status()).isEqualTo(200);
      assertThat(service.next().head()).contains("X-Cert: ").doesNotContain("forged");
    }
  }
}
