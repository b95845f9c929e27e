package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.log.wire.LocalSocketWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real rsyslog takes what is sent, over UDP, TCP and a local socket.
class SyslogLiveTest {
  private static final Path DAEMON = Path.of("/usr/sbin/rsyslogd");

  @TempDir private Path folder;
  private int port;
  private Process daemon;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(DAEMON), "skipped: rsyslog is not installed");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            folder.resolve("rsyslog.conf"),
            """
            global(workDirectory="%1$s" maxMessageSize="64k")
            module(load="imudp")
            module(load="imtcp")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imudp" address="127.0.0.1" port="%2$d")
            input(type="imtcp" address="127.0.0.1" port="%2$d")
            input(type="imuxsock" socket="%1$s/log" useSpecialParser="on")
            template(name="plain" type="string" string="%%pri%% %%syslogfacility-text%%.%%syslogseverity-text%% %%app-name%% %%msg%%\\n")
            action(type="omfile" file="%1$s/out" template="plain")
            """
                .formatted(folder, port));
    daemon =
        new ProcessBuilder(
                DAEMON.toString(),
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                folder.resolve("pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("stdout").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(folder.resolve("log")) && Files.exists(folder.resolve("pid")));
  }

  @AfterEach
  void stop() throws Exception {
    if (daemon != null) {
      daemon.destroy();
      daemon.waitFor();
    }
  }

  private List<String> lines() throws IOException {
    Path out = folder.resolve("out");
    return Files.exists(out) ? Files.readAllLines(out) : List.of();
  }

  private void logsOver(String protocol) throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                """
                services: [{name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/l], strip_path: false}]}]
                plugins:
                - name: syslog
                  config: {host: 127.0.0.1, port: %d, protocol: %s, facility: local3, log_level: notice,
                    successful_severity: debug, client_errors_severity: warning}
                """
                    .formatted(origin.port(), port, protocol))) {
      for (String target : List.of("/l", "/nowhere")) {
        try (RawHttp client = gate.connect()) {
          client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").read();
        }
      }
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> !lines().isEmpty());
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("156 local3.warning kong ")
        .contains("\"uri\":\"/nowhere\"")
        .endsWith("}");
  }

  @Test
  void takes_messages_over_udp() throws Exception {
    logsOver("udp");
  }

  @Test
  void takes_messages_over_tcp() throws Exception {
    logsOver("tcp");
  }

  @Test
  void takes_messages_from_a_local_socket() throws Exception {
    try (LocalSocketWire wire = new LocalSocketWire(folder.resolve("log"), entry -> entry)) {
      String longText = "x".repeat(20_000);
      wire.deliver(
          List.of(
              "<14>Nov  6 10:00:00 kong[7]: one".getBytes(StandardCharsets.UTF_8),
              ("<11>Nov  6 10:00:00 kong[7]: " + longText).getBytes(StandardCharsets.UTF_8)));

      await().atMost(Duration.ofSeconds(20)).until(() -> lines().size() == 2);
      assertThat(lines())
          .containsExactly("14 user.info kong  one", "11 user.err kong  " + longText);
    }
  }

  @Test
  void says_so_when_nobody_listens() {
    try (LocalSocketWire wire = new LocalSocketWire(folder.resolve("absent"), entry -> entry)) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> wire.deliver(List.of(new byte[] {1}))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("error 2");
    }
  }
}
