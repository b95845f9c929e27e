package gatehouse.plugin.auth;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real directory: OpenLDAP's slapd on free ports, with a few people in `ou=people,dc=test`.
final class Slapd implements AutoCloseable {
  static final String BASE = "ou=people,dc=test";

  private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
  private static final Path LOADER = Path.of("/usr/sbin/slapadd");
  private static final Path KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool");

  private final Path folder;
  private final int port;
  private final int tlsPort;
  private @Nullable Process process;

  Slapd(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    port = freePort();
    tlsPort = freePort();
    Files.createDirectories(folder.resolve("data"));
    certificate();
    Files.writeString(folder.resolve("slapd.conf"), config());
    Files.writeString(folder.resolve("people.ldif"), people());
    run(
        LOADER.toString(),
        "-f",
        folder.resolve("slapd.conf").toString(),
        "-l",
        folder.resolve("people.ldif").toString());
    start();
  }

  /// Whether this machine has the program.
  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM) && Files.isExecutable(LOADER);
  }

  int port() {
    return port;
  }

  int tlsPort() {
    return tlsPort;
  }

  void start() throws IOException {
    String urls = "ldap://127.0.0.1:" + port + "/ ldaps://127.0.0.1:" + tlsPort + "/";
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-d",
                "0",
                "-h",
                urls,
                "-f",
                folder.resolve("slapd.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("slapd.log").toFile())
            .start();
    await().atMost(30, TimeUnit.SECONDS).until(() -> listens(port) && listens(tlsPort));
  }

  /// Stops it; it can be started again.
  void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      await().atMost(20, TimeUnit.SECONDS).until(() -> !running.isAlive());
      process = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private String config() {
    return """
    include /etc/ldap/schema/core.schema
    include /etc/ldap/schema/cosine.schema
    include /etc/ldap/schema/inetorgperson.schema
    pidfile %1$s/slapd.pid
    modulepath /usr/lib/ldap
    moduleload back_mdb
    TLSCertificateFile %1$s/server.crt
    TLSCertificateKeyFile %1$s/server.key
    database mdb
    suffix "dc=test"
    directory %1$s/data
    """
        .formatted(folder);
  }

  private static String people() {
    return """
    dn: dc=test
    objectClass: dcObject
    objectClass: organization
    dc: test
    o: test

    dn: ou=people,dc=test
    objectClass: organizationalUnit
    ou: people

    dn: ou=robots,dc=test
    objectClass: organizationalUnit
    ou: robots

    """
        + person("cn=alice,ou=people", "alice", "pw:of:alice")
        + person("cn=bob,ou=people", "bob", "pw-of-bob")
        + person("cn=\\2a,ou=people", "*", "pw-of-star")
        + person("cn=a\\2cb,ou=people", "a,b", "pw-of-comma")
        + person("cn=crawler,ou=robots", "crawler", "pw-of-crawler");
  }

  private static String person(String name, String cn, String password) {
    return """
    dn: %s,dc=test
    objectClass: inetOrgPerson
    cn: %s
    sn: x
    userPassword: %s

    """
        .formatted(name, cn, password);
  }

  /// A certificate that nobody has signed, as PEM.
  private void certificate() throws IOException, InterruptedException {
    String store = folder.resolve("server.p12").toString();
    run(
        KEYTOOL.toString(),
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-dname",
        "CN=directory.test",
        "-validity",
        "10",
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit",
        "-alias",
        "d",
        "-keystore",
        store);
    try (var in = Files.newInputStream(Path.of(store))) {
      var keys = java.security.KeyStore.getInstance("PKCS12");
      keys.load(in, "changeit".toCharArray());
      pem("server.crt", "CERTIFICATE", keys.getCertificate("d").getEncoded());
      pem("server.key", "PRIVATE KEY", keys.getKey("d", "changeit".toCharArray()).getEncoded());
    } catch (java.security.GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private void pem(String file, String label, byte[] bytes) throws IOException {
    String text = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path log = folder.resolve("run.log");
    int code =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException(command[0] + ": " + Files.readString(log));
    }
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
