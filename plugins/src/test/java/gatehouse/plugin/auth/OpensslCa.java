package gatehouse.plugin.auth;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.spi.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/// A certificate authority of the system's OpenSSL, with its OCSP responder.
final class OpensslCa implements AutoCloseable {
  private final Path folder;
  private final List<Process> responders = new ArrayList<>();
  private int issued;

  /// A key and its chain, in PEM.
  record Issued(String cert, String key) {
    /// Shows the certificate in a handshake.
    KeyManager[] keyManagers() throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      PrivateKey own = Pem.privateKey(key);
      store.setKeyEntry(
          "own", own, new char[0], Pem.certificates(cert).toArray(X509Certificate[]::new));
      // The plain factory shows the certificate whatever the server asks for.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, new char[0]);
      return factory.getKeyManagers();
    }

    Issued with(Issued issuer) {
      return new Issued(cert + issuer.cert, key);
    }
  }

  /// @param parent null for a root
  OpensslCa(Path parentFolder, String name, @Nullable OpensslCa parent) throws Exception {
    assumeTrue(isThere(), "openssl is not installed");
    folder = Files.createDirectories(parentFolder.resolve(name));
    Files.createDirectories(folder.resolve("new"));
    Files.writeString(folder.resolve("index.txt"), "");
    Files.writeString(folder.resolve("serial"), "1000\n");
    Files.writeString(folder.resolve("crlnumber"), "01\n");
    Files.writeString(
        folder.resolve("ca.cnf"),
        """
        [ca]
        default_ca = d
        [d]
        database = index.txt
        new_certs_dir = new
        serial = serial
        crlnumber = crlnumber
        certificate = ca.pem
        private_key = ca.key
        default_md = sha256
        default_days = 30
        default_crl_days = 1
        unique_subject = no
        policy = p
        [p]
        commonName = optional
        organizationName = optional
        """);
    String extensions =
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
    if (parent == null) {
      run(
          "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
              + " -keyout ca.key -out ca.pem -subj /CN="
              + name
              + " -addext basicConstraints=critical,CA:TRUE"
              + " -addext keyUsage=critical,keyCertSign,cRLSign");
    } else {
      Issued own = parent.issue("/CN=" + name, extensions);
      Files.writeString(folder.resolve("ca.pem"), own.cert);
      Files.writeString(folder.resolve("ca.key"), own.key);
    }
  }

  private static boolean isThere() {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private void run(String command) throws Exception {
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(command + ": " + said);
    }
  }

  /// The authority's certificate, as an entity's `cert`.
  String pem() throws IOException {
    return Files.readString(folder.resolve("ca.pem"));
  }

  /// The authority as if it were a certificate of a client.
  Issued self() throws IOException {
    return new Issued(pem(), Files.readString(folder.resolve("ca.key")));
  }

  /// Issues a certificate.
  ///
  /// @param extensions lines of OpenSSL's extension files
  Issued issue(String subject, String extensions) throws Exception {
    return issue(subject, extensions, "");
  }

  /// @param options further options of `openssl ca`: dates
  Issued issue(String subject, String extensions, String options) throws Exception {
    String name = "c" + ++issued;
    Files.writeString(folder.resolve(name + ".ext"), extensions + "subjectKeyIdentifier=hash\n");
    run(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj %s -keyout"
                .formatted(subject)
            + " %1$s.key -out %1$s.csr".formatted(name));
    run(
        "openssl ca -batch -config ca.cnf -notext -in %1$s.csr -out %1$s.pem -extfile %1$s.ext%2$s"
            .formatted(name, options));
    return new Issued(
        Files.readString(folder.resolve(name + ".pem")),
        Files.readString(folder.resolve(name + ".key")));
  }

  /// Revokes the certificate that was issued last.
  void revokeLast() throws Exception {
    run("openssl ca -config ca.cnf -revoke c" + issued + ".pem");
  }

  /// The revocation list of now, in DER.
  byte[] crl() throws Exception {
    run("openssl ca -config ca.cnf -gencrl -out crl.pem");
    run("openssl crl -in crl.pem -outform DER -out crl.der");
    return Files.readAllBytes(folder.resolve("crl.der"));
  }

  /// Starts a responder on a free port and tells the port.
  int respond() throws Exception {
    Process responder =
        new ProcessBuilder(
                ("openssl ocsp -index index.txt -port 0 -rsigner ca.pem -rkey ca.key -CA ca.pem"
                        + " -nmin 5")
                    .split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    responders.add(responder);
    BufferedReader out = responder.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ACCEPT")) {
        String address = line.split(" ")[1];
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      }
    }
    throw new IllegalStateException("the responder did not start");
  }

  /// Makes a responder read the index again: it does so after a request, so the one before the next
  /// may be about anything.
  void wake(int port) throws Exception {
    run("openssl ocsp -noverify -issuer ca.pem -cert c1.pem -url http://127.0.0.1:" + port + "/");
  }

  void stopResponders() throws InterruptedException {
    for (Process responder : responders) {
      responder.destroy();
      responder.waitFor();
    }
  }

  @Override
  public void close() {
    responders.forEach(Process::destroy);
  }
}
