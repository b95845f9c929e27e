package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.auth.OpensslCa.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates of OpenSSL's making against a real TLS listener, revoked by OCSP and by CRL.
final class MtlsAuthTest {
  private static final String CA_ID = "11111111-1111-4111-8111-111111111111";
  private static final String OTHER_ID = "22222222-2222-4222-8222-222222222222";
  private static final String FAILED = "TLS certificate failed verification";
  private static final String MISSING = "No required TLS certificate was sent";
  private static final String PEOPLE =
      """
      - {username: alice, custom_id: a-7, acls: [{group: staff}]}
      - {username: bob}
      - {username: guest}
      - username: mapped
        mtls_auth_credentials:
        - {id: 33333333-3333-4333-8333-333333333333, subject_name: client@example.test}
        - {id: 44444444-4444-4444-8444-444444444444, subject_name: both}
      - username: special
        mtls_auth_credentials:
        - {id: 55555555-5555-4555-8555-555555555555, subject_name: both, ca_certificate: %s}
      """
          .formatted(OTHER_ID);

  @TempDir private Path folder;
  private OpensslCa ca;
  private OpensslCa other;
  private Origin service;

  @BeforeEach
  void start() throws Exception {
    ca = new OpensslCa(folder, "ca", null);
    other = new OpensslCa(folder, "other", null);
    service = Origin.answering(Origin.OK);
  }

  @AfterEach
  void stop() throws Exception {
    if (service != null) {
      service.close();
      ca.close();
    }
  }

  private static String quoted(String pem) {
    return '"' + pem.replace("\n", "\\n") + '"';
  }

  private TestGate gate(String config, String more) throws Exception {
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        """
        _format_version: "3.0"
        ca_certificates:
        - {id: %s, cert: %s}
        - {id: %s, cert: %s}
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
        plugins:
        - {name: mtls-auth, config: {ca_certificates: [%s]%s}}
        %s
        consumers:
        %s
        """
            .formatted(
                CA_ID,
                quoted(ca.pem()),
                OTHER_ID,
                quoted(other.pem()),
                service.port(),
                CA_ID,
                config,
                more,
                PEOPLE));
  }

  private TestGate gate() throws Exception {
    return gate(", revocation_check_mode: SKIP", "");
  }

  /// Status and body of the answer.
  private static String ask(TestGate gate, @Nullable Issued shown) throws Exception {
    return TlsClient.get(gate.tlsPort(), shown, "X-Client-Cert-Dn: forged");
  }

  private void passesAs(TestGate gate, Issued shown, String username) throws Exception {
    assertThat(ask(gate, shown)).startsWith("HTTP/1.1 200");
    assertThat(service.next().header("x-consumer-username")).isEqualTo(username);
  }

  private void refused(TestGate gate, @Nullable Issued shown, String message) throws Exception {
    assertThat(ask(gate, shown)).startsWith("HTTP/1.1 401").contains(message);
    assertThat(service.waiting()).isZero();
  }

  @Test
  void names_in_the_certificate_mean_consumers() throws Exception {
    try (TestGate gate = gate()) {
      passesAs(gate, ca.issue("/CN=alice", ""), "alice");
      passesAs(gate, ca.issue("/CN=a-7", ""), "alice");
      passesAs(gate, ca.issue("/CN=bob", "subjectAltName=DNS:alice\n"), "alice");
      passesAs(gate, ca.issue("/CN=x", "subjectAltName=DNS:y,email:bob\n"), "bob");
      passesAs(gate, ca.issue("/CN=x", "subjectAltName=email:client@example.test\n"), "mapped");
      passesAs(gate, ca.issue("/CN=both", ""), "mapped");
      refused(gate, ca.issue("/CN=nobody", ""), FAILED);
      refused(gate, ca.issue("/CN=alice", "subjectAltName=DNS:nobody\n"), FAILED);
      refused(gate, ca.issue("/CN=nobody/CN=alice", ""), FAILED);
    }
  }

  @Test
  void what_the_authorities_do_not_vouch_for_is_refused_with_an_answer() throws Exception {
    Issued alice = ca.issue("/CN=alice", "");
    try (TestGate gate = gate()) {
      refused(gate, null, MISSING);
      refused(gate, other.issue("/CN=alice", ""), FAILED);
      refused(
          gate,
          ca.issue("/CN=alice", "", " -startdate 20200101000000Z -enddate 20210101000000Z"),
          FAILED);
      refused(
          gate,
          ca.issue("/CN=alice", "", " -startdate 20900101000000Z -enddate 20910101000000Z"),
          FAILED);
      for (String extensions : CertificateAttacks.NOT_FOR_CLIENTS) {
        refused(gate, ca.issue("/CN=alice", extensions), FAILED);
      }
      for (String extensions : CertificateAttacks.NOT_FOR_SIGNATURES) {
        Issued shown = ca.issue("/CN=alice", extensions);
        assertThatThrownBy(() -> ask(gate, shown)).isInstanceOf(IOException.class);
        assertThat(service.waiting()).isZero();
      }
      passesAs(gate, ca.issue("/CN=alice", "extendedKeyUsage=clientAuth\n"), "alice");
      passesAs(gate, alice, "alice");
      try (RawHttp plain = gate.connect()) {
        assertThat(plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().body()).contains(MISSING);
      }
    }
  }

  @Test
  void a_leaf_signs_nothing_and_an_intermediate_needs_its_root() throws Exception {
    OpensslCa middle = new OpensslCa(folder, "middle", ca);
    Issued leaf = middle.issue("/CN=alice", "");
    try (TestGate gate = gate()) {
      passesAs(gate, leaf.with(middle.self()), "alice");
      refused(gate, leaf, FAILED);
    }
    OpensslCa plain = new OpensslCa(folder, "plain", null);
    Issued noAuthority = ca.issue("/CN=plain", "basicConstraints=CA:FALSE\n");
    Issued chained = plain.issue("/CN=alice", "");
    try (TestGate gate = gate()) {
      refused(gate, chained.with(noAuthority), FAILED);
    }
    ca = middle;
    try (TestGate gate = gate(", revocation_check_mode: SKIP, allow_partial_chain: true", "")) {
      passesAs(gate, leaf, "alice");
    }
  }

  @Test
  void a_mapping_for_the_authority_wins() throws Exception {
    try (TestGate gate = gate()) {
      passesAs(gate, ca.issue("/CN=both", ""), "mapped");
    }
    OpensslCa first = ca;
    ca = other;
    other = first;
    // Now the trusted one bears the id that the special mapping names.
    try (TestGate gate = swapped()) {
      passesAs(gate, ca.issue("/CN=both", ""), "special");
    }
  }

  private TestGate swapped() throws Exception {
    String yaml =
        """
        _format_version: "3.0"
        ca_certificates: [{id: %s, cert: %s}]
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
        plugins:
        - {name: mtls-auth, config: {ca_certificates: [%s], revocation_check_mode: SKIP}}
        consumers:
        %s
        """
            .formatted(OTHER_ID, quoted(ca.pem()), service.port(), OTHER_ID, PEOPLE);
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml);
  }

  @Test
  void a_default_or_the_anonymous_consumer_stands_in() throws Exception {
    try (TestGate gate =
        gate(", revocation_check_mode: SKIP, default_consumer: bob, anonymous: guest", "")) {
      passesAs(gate, ca.issue("/CN=nobody", ""), "bob");
      passesAs(gate, other.issue("/CN=alice", ""), "guest");
      assertThat(ask(gate, null)).startsWith("HTTP/1.1 200");
      assertThat(service.next().header("x-anonymous-consumer")).isEqualTo("true");
    }
  }

  @ParameterizedTest
  @CsvSource({"CN, ops, 200", "CN, dev, 403", "DN, ops, 403"})
  void without_consumers_the_certificate_is_the_identity(String by, String cn, int status)
      throws Exception {
    String authz =
        "- {name: authz, config: {roles_from: [{source: authenticated_groups}], rules: [{roles:"
            + " [ops]}]}}";
    String config =
        ", revocation_check_mode: SKIP, skip_consumer_lookup: true, authenticated_group_by: " + by;
    try (TestGate gate = gate(config, authz)) {
      Issued shown = ca.issue("/O=x/CN=" + cn, "subjectAltName=DNS:d.test,email:e@f.test\n");
      assertThat(ask(gate, shown)).startsWith("HTTP/1.1 " + status);
      if (status == 200) {
        Origin.Seen seen = service.next();
        assertThat(seen.headers("x-client-cert-dn")).containsExactly("O=x,CN=ops");
        assertThat(seen.headers("x-client-cert-san")).containsExactly("d.test,e@f.test");
        assertThat(seen.header("x-consumer-username")).isNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STRICT", "IGNORE_CA_ERROR", "SKIP"})
  void a_responder_is_asked_whether_a_certificate_was_revoked(String mode) throws Exception {
    int port = ca.respond();
    String ocsp = "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port + "/\n";
    Issued good = ca.issue("/CN=alice", ocsp);
    Issued bad = ca.issue("/CN=alice", ocsp);
    ca.revokeLast();
    Issued silent = ca.issue("/CN=alice", "");
    ca.wake(port);
    String config = ", cert_cache_ttl: 0, revocation_check_mode: " + mode;
    try (TestGate gate = gate(config, "")) {
      passesAs(gate, good, "alice");
      if (mode.equals("SKIP")) {
        passesAs(gate, bad, "alice");
      } else {
        refused(gate, bad, FAILED);
      }
      if (mode.equals("STRICT")) {
        refused(gate, silent, FAILED);
      } else {
        passesAs(gate, silent, "alice");
      }
      ca.stopResponders();
      if (mode.equals("STRICT")) {
        refused(gate, good, FAILED);
      } else {
        passesAs(gate, good, "alice");
      }
    }
  }

  @Test
  void a_list_tells_which_certificates_were_revoked() throws Exception {
    byte[][] list = new byte[1][];
    try (Origin lists =
        new Origin(_ ->
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                    .formatted(list[0].length)
                + new String(list[0], StandardCharsets.ISO_8859_1))) {
      String at = "crlDistributionPoints=URI:http://127.0.0.1:" + lists.port() + "/ca.crl\n";
      Issued good = ca.issue("/CN=alice", at);
      Issued bad = ca.issue("/CN=bob", at);
      ca.revokeLast();
      list[0] = ca.crl();
      try (TestGate gate = gate(", revocation_check_mode: STRICT", "")) {
        passesAs(gate, good, "alice");
        refused(gate, bad, FAILED);
      }
    }
  }
}
