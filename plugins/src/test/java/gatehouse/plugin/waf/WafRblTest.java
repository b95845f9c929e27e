package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RecordCopy;
import gatehouse.gateway.TestGate;
import gatehouse.model.Settings;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.geo.Mmdb;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `@rbl` in the gateway, with a real name server. The gate watches that no loop ever waits.
class WafRblTest {
  private static final String LISTED = "203.0.113.7";
  private static final String OTHER = "203.0.113.8";

  @TempDir private Path folder;

  private final Origin origin =
      Origin.answering(
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");

  WafRblTest() throws IOException {}

  @BeforeEach
  void needs_a_name_server() {
    assumeTrue(Dnsmasq.isInstalled(), "dnsmasq is not installed");
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
  }

  private Dnsmasq server() throws IOException {
    return new Dnsmasq(
        folder, "7.113.0.203.list.test=127.0.0.2", "bad.example.list.test=127.0.0.3");
  }

  private TestGate gate(InetSocketAddress server, String config, String rules) throws Exception {
    String yaml =
        """
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/], strip_path: false}]}
        plugins:
        - name: waf
          %s
          config:
            crs: none
            directives: |
              SecRuleEngine On
        %s
        - {name: file-log, config: {path: "%s"}}
        """
            .formatted(
                origin.port(), config, rules.indent(6), folder.resolve("access.log").toString());
    return TestGate.with(Plugins.CATALOGUE_CLASSES, yaml, settings -> asking(settings, server));
  }

  private static Settings asking(Settings settings, InetSocketAddress server) {
    return RecordCopy.with(TestGate.trustingLoopback(settings), "nameServers", List.of(server));
  }

  private static int send(TestGate gate, String address, String line, String body)
      throws Exception {
    try (RawHttp client = gate.connect()) {
      String head = line + " HTTP/1.1\r\nHost: a\r\nX-Real-IP: " + address + "\r\n";
      String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
      return client.send(head + length + "\r\n" + body).read(false).status();
    }
  }

  private static int sendWhole(TestGate gate, String address, String head) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send(head + "\r\nX-Real-IP: " + address + "\r\n\r\n").read(false).status();
    }
  }

  private static int get(TestGate gate, String address) throws Exception {
    return send(gate, address, "GET /", "");
  }

  @Test
  void who_is_listed_is_refused_and_an_answer_is_kept() throws Exception {
    String rules =
        "SecRule REMOTE_ADDR \"@rbl list.test\" \"id:1,phase:1,deny,status:418,capture,"
            + "msg:'%{TX.0} is listed: %{TX.1}'\"\n";
    try (Dnsmasq server = server();
        TestGate gate = gate(server.address(), "", rules)) {
      for (int i = 0; i < 5; i++) {
        assertThat(get(gate, LISTED)).isEqualTo(418);
        assertThat(get(gate, OTHER)).isEqualTo(200);
      }
      assertThat(get(gate, "2001:db8::1")).isEqualTo(200);
      assertThat(server.askedFor("7.113.0.203.list.test")).isOne();
      assertThat(server.askedFor("8.113.0.203.list.test")).isPositive().isLessThanOrEqualTo(4);
      await()
          .untilAsserted(() ->
              assertThat(Files.readString(folder.resolve("access.log")))
                  .contains("rule 1 (203.0.113.7 is listed: 127.0.0.2) matched REMOTE_ADDR"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "ARGS:host \"@rbl list.test\" \"id:1,phase:1,deny,status:418\" ¦ GET /?host=Bad.Example ¦"
            + " 418",
        "ARGS:host \"@rbl list.test\" \"id:1,phase:1,deny,status:418\" ¦ GET /?host=x.example ¦"
            + " 200",
        "ARGS:host \"@rbl list.test\" \"id:1,phase:2,t:lowercase,deny,status:418\" ¦"
            + " POST /?host=BAD.example ¦ 418",
        "REQUEST_BODY \"@rbl list.test\" \"id:1,phase:2,deny,status:418\" ¦ POST /?bad.example ¦"
            + " 418",
        "ARGS:host \"@rbl list.test\" \"id:1,phase:3,deny,status:418\" ¦ GET /?host=bad.example ¦"
            + " 418",
        "ARGS:host \"@rbl list.test\" \"id:1,phase:4,deny,status:418\" ¦ GET /?host=bad.example ¦"
            + " 418",
        "ARGS:host \"!@rbl list.test\" \"id:1,phase:2,deny,status:418\" ¦ GET /?host=x.example ¦"
            + " 418",
      })
  void any_variable_in_any_phase(String rule, String line, int status) throws Exception {
    String rules =
        "SecRequestBodyAccess On\nSecResponseBodyAccess On\nSecResponseBodyMimeType text/plain\n"
            + "SecRule "
            + rule
            + "\n";
    try (Dnsmasq server = server();
        TestGate gate = gate(server.address(), "", rules)) {
      String body = line.startsWith("POST") ? line.substring(line.indexOf('?') + 1) : "";
      assertThat(send(gate, OTHER, line, body)).isEqualTo(status);
    }
  }

  /// A body is inspected whole, though it comes before the first phase.
  @Test
  void bodies_are_inspected_and_come_through_as_ever() throws Exception {
    String rules =
        """
        SecRequestBodyAccess On
        SecRequestBodyLimit 200000
        SecRequestBodyLimitAction Reject
        SecRule REMOTE_ADDR "@rbl list.test" "id:1,phase:1,deny,status:418"
        SecRule REQUEST_BODY "@contains attack" "id:2,phase:2,deny,status:403"
        """;
    String large = "x".repeat(150_000);
    try (Dnsmasq server = server();
        TestGate gate = gate(server.address(), "", rules)) {
      assertThat(send(gate, OTHER, "POST /", large)).isEqualTo(200);
      assertThat(origin.next().body()).hasSize(large.length());
      assertThat(send(gate, OTHER, "POST /", large + "attack")).isEqualTo(403);
      assertThat(send(gate, OTHER, "POST /", "x".repeat(200_001))).isEqualTo(413);
      assertThat(send(gate, LISTED, "POST /", large)).isEqualTo(418);
    }
  }

  @Test
  void what_is_not_enforced_refuses_nothing() throws Exception {
    String rules = "SecRule REMOTE_ADDR \"@rbl list.test\" \"id:1,phase:1,deny\"\n";
    try (Dnsmasq server = server();
        TestGate gate = gate(server.address(), "enforce: false", rules)) {
      assertThat(get(gate, LISTED)).isEqualTo(200);
      await()
          .untilAsserted(() ->
              assertThat(Files.readString(folder.resolve("access.log"))).contains("would_deny"));
    }
  }

  @Test
  void the_last_phase_may_ask_too() throws Exception {
    Path audit = folder.resolve("audit.log");
    String rules =
        """
        SecAuditEngine RelevantOnly
        SecAuditLogFormat JSON
        SecAuditLog %s
        SecRule REMOTE_ADDR "@rbl list.test" "id:1,phase:5,pass,log,auditlog,msg:'listed'"
        """
            .formatted(audit);
    try (Dnsmasq server = server();
        TestGate gate = gate(server.address(), "", rules)) {
      assertThat(get(gate, LISTED)).isEqualTo(200);
      assertThat(Files.readString(audit)).contains("listed");
    }
  }

  /// As long as it takes, others are served: more clients than there are loops wait for a server
  /// that never answers.
  @Test
  void a_server_that_does_not_answer_lists_nobody_and_keeps_nobody_else() throws Exception {
    String rules =
        "SecRule ARGS:host \"@rbl list.test\" \"id:1,phase:1,deny,status:418\"\n"
            + "SecRule ARGS:host \"!@rbl list.test\" \"id:2,phase:1,pass,setvar:tx.n=1\"\n"
            + "SecRule TX:n \"@eq 1\" \"id:3,phase:1,deny,status:419\"\n";
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        TestGate gate = gate((InetSocketAddress) silent.getLocalSocketAddress(), "", rules);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String line = "GET /?host=h" + i + ".example";
        waiting.add(threads.submit(() -> send(gate, OTHER, line, "")));
      }
      for (Future<Integer> one : waiting) {
        assertThat(one.get()).isEqualTo(419);
      }
    }
  }

  @Test
  void a_client_that_leaves_meanwhile_does_not_spare_itself_the_record() throws Exception {
    Path audit = folder.resolve("audit.log");
    String rules =
        """
        SecAuditEngine RelevantOnly
        SecAuditLogFormat JSON
        SecAuditLog %s
        SecRule REMOTE_ADDR "@rbl list.test" "id:1,phase:1,deny"
        SecRule ARGS:a "@streq attack" "id:2,phase:2,deny,log,auditlog,msg:'it was an attack'"
        """
            .formatted(audit);
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        TestGate gate = gate((InetSocketAddress) silent.getLocalSocketAddress(), "", rules)) {
      try (RawHttp client = gate.connect()) {
        client.send("GET /?a=attack HTTP/1.1\r\nHost: a\r\n\r\n");
        silent.receive(new DatagramPacket(new byte[512], 512));
      }
      await().untilAsserted(() -> assertThat(audit).content().contains("it was an attack"));
      assertThat(origin.waiting()).isZero();
    }
  }

  /// A client chooses what is asked, not how much.
  @Test
  void one_request_asks_only_so_much() throws Exception {
    String rules = "SecRule ARGS \"@rbl list.test\" \"id:1,phase:1,deny,status:418\"\n";
    StringBuilder many = new StringBuilder("GET /?a=a.example");
    for (int i = 0; i < 300; i++) {
      many.append("&a=h").append(i).append(".example");
    }
    try (Dnsmasq server = server();
        TestGate gate = gate(server.address(), "", rules)) {
      assertThat(send(gate, OTHER, many.toString(), "")).isEqualTo(200);
      assertThat(server.asked()).isBetween(50L, 200L);
    }
  }

  /// Debian's rules (910100 and 910140 to 910180), as their setup file says to use them.
  @Test
  void the_rule_set_before_version_4_asks_as_well() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/share/modsecurity-crs/rules")),
        "the package modsecurity-crs is not installed");
    Path database = Files.write(folder.resolve("geo.mmdb"), Mmdb.ofCities().bytes());
    String yaml =
        """
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/]}]}
        plugins:
        - name: waf
          config:
            crs: installed
            directives: |
              SecHttpBlKey abcdefghijkl
              SecGeoLookupDb %s
              SecAction "id:900500,phase:1,nolog,pass,t:none,setvar:tx.block_suspicious_ip=1"
              SecAction "id:900600,phase:1,nolog,pass,t:none,setvar:'tx.high_risk_country_codes=CH'"
        """
            .formatted(origin.port(), database);
    try (Dnsmasq server =
            new Dnsmasq(
                folder,
                "abcdefghijkl.7.113.0.203.dnsbl.httpbl.org=127.3.40.1",
                "abcdefghijkl.8.113.0.203.dnsbl.httpbl.org=127.3.40.4");
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES, yaml, settings -> asking(settings, server.address()))) {
      String line = "GET /?q=1 HTTP/1.1\r\nHost: a.example\r\nUser-Agent: b\r\nAccept: */*";
      assertThat(sendWhole(gate, LISTED, line)).as("suspicious").isEqualTo(403);
      assertThat(sendWhole(gate, OTHER, line)).as("a spammer").isEqualTo(200);
      assertThat(sendWhole(gate, "203.0.113.9", line)).as("unknown").isEqualTo(200);
      assertThat(sendWhole(gate, "198.51.100.70", line)).as("CH").isEqualTo(403);
    }
  }

  @Test
  void what_a_list_answers_a_resolver_it_refuses_lists_nobody() throws Exception {
    String rules = "SecRule REMOTE_ADDR \"@rbl list.test\" \"id:1,phase:1,deny,status:418\"\n";
    try (Dnsmasq server = new Dnsmasq(folder, "7.113.0.203.list.test=192.0.2.80");
        TestGate gate = gate(server.address(), "", rules)) {
      assertThat(get(gate, LISTED)).isEqualTo(200);
    }
  }
}
