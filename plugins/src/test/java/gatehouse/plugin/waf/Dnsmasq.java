package gatehouse.plugin.waf;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A real name server on a free port, which knows a few names below `test`, `com` and `org`, and
/// that there are no others.
final class Dnsmasq implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/dnsmasq");
  private static final int ATTEMPTS = 5;

  private final int port;
  private final Path log;
  private final Process process;

  /// @param records such as `2.0.0.127.list.test=127.0.0.2`
  Dnsmasq(Path folder, String... records) throws IOException {
    log = folder.resolve("dnsmasq.log");
    int chosen = 0;
    Process started = null;
    // Another process may take the port meanwhile, by either protocol.
    for (int i = 0; i < ATTEMPTS && (started == null || !started.isAlive()); i++) {
      chosen = freePort();
      started =
          new ProcessBuilder(command(chosen, log, records))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("dnsmasq.out").toFile())
              .start();
      int asked = chosen;
      Process running = started;
      await().atMost(30, TimeUnit.SECONDS).until(() -> !running.isAlive() || answers(asked));
    }
    port = chosen;
    process = Objects.requireNonNull(started);
  }

  private static List<String> command(int port, Path log, String... records) {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(
        List.of(
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
            "--user=",
            "--group=",
            "--pid-file=",
            "--listen-address=127.0.0.1",
            "--bind-interfaces",
            "--local=/test/com/org/",
            "--local-ttl=60",
            "--log-queries",
            "--log-facility=" + log,
            "--port=" + port));
    for (String record : records) {
      String[] parts = record.split("=");
      command.add("--host-record=" + parts[0] + "," + parts[1]);
    }
    return command;
  }

  /// Whether this machine has the program.
  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  InetSocketAddress address() {
    return address(port);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// How often it was asked for a name.
  long askedFor(String name) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("query[A] " + name + " "))
        .count();
  }

  /// How often it was asked for anything by others than this test.
  long asked() throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("query[") && !line.contains("ready.test"))
        .count();
  }

  private static int freePort() throws IOException {
    try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    byte[] question =
        "\0\1\1\0\0\1\0\0\0\0\0\0\5ready\4test\0\0\1\0\1".getBytes(StandardCharsets.ISO_8859_1);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(500);
      socket.send(new DatagramPacket(question, question.length, address(port)));
      socket.receive(new DatagramPacket(new byte[512], 512));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    await().atMost(20, TimeUnit.SECONDS).until(() -> !process.isAlive());
  }
}
