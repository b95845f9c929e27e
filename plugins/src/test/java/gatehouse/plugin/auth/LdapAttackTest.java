package gatehouse.plugin.auth;

import static gatehouse.spi.FakeEntities.consumer;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A directory that is hostile, or somebody between it and the gateway: whatever it answers but a
/// plain yes lets nobody in, and no password goes out where TLS was asked for and refused.
class LdapAttackTest {
  private static final int BIND = 0x60;
  private static final int EXTENDED = 0x77;

  /// Answers each bind with a result code and each wish to begin TLS with another.
  private static final class Hostile implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Script script;

    private interface Script {
      /// The bytes to answer with; null closes the connection.
      byte @Nullable [] answer(int operation, int id);
    }

    Hostile(Script script) throws IOException {
      this.script = script;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          Thread.ofVirtual().start(() -> serve(socket));
        } catch (IOException _) {
          return;
        }
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        InputStream in = socket.getInputStream();
        while (in.read() == 0x30) {
          byte[] message = in.readNBytes(length(in));
          received.add(new String(message, StandardCharsets.ISO_8859_1));
          int id = message[2];
          int operation = message[3] & 0xFF;
          asked.add(operation);
          byte[] answer = script.answer(operation, id);
          if (answer == null) {
            return;
          }
          socket.getOutputStream().write(answer);
        }
      } catch (IOException _) {
        // The gateway has hung up.
      }
    }

    private static int length(InputStream in) throws IOException {
      int first = in.read();
      int length = first;
      if (first > 0x80) {
        length = 0;
        for (int i = first & 0x7F; i > 0; i--) {
          length = length << 8 | in.read();
        }
      }
      return length;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /// A response of that operation with a result code and nothing more.
  private static byte[] result(int operation, int id, int code) {
    int response = operation == BIND ? 0x61 : 0x78;
    return bytes(0x30, 12, 2, 1, id, response, 7, 0x0a, 1, code, 4, 0, 4, 0);
  }

  private static byte[] bytes(int... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : values) {
      out.write(value);
    }
    return out.toByteArray();
  }

  private static FakeExchange send(Hostile directory, boolean startTls, String user, String word) {
    FakeWorkshop workshop = new FakeWorkshop();
    workshop.consumers.with(consumer("c-3", "guest", null));
    LdapAuth.Config config =
        new LdapAuth.Config(
            "127.0.0.1",
            directory.server.getLocalPort(),
            false,
            startTls,
            false,
            "ou=people,dc=test",
            "cn",
            60,
            false,
            500,
            60_000,
            "guest",
            "ldap",
            null);
    LdapAuth plugin = new LdapAuth(config, workshop);
    byte[] pair = (user + ":" + word).getBytes(StandardCharsets.UTF_8);
    FakeExchange x =
        FakeExchange.get("/")
            .header("Authorization", "ldap " + Base64.getEncoder().encodeToString(pair));
    new FakeChain(plugin).send(x);
    plugin.close();
    return x;
  }

  private static void assertClosed(FakeExchange x) {
    Answer answer = Objects.requireNonNull(x.answer(), "passed");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(x.identity()).isNull();
  }

  /// A wrong password, or an account that may not be used, is answered as nobody (here the
  /// anonymous consumer); what the directory does not know closes the gate.
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0, bob",
    "1, closed",
    "2, closed",
    "3, closed",
    "7, closed",
    "8, closed",
    "10, closed",
    "13, closed",
    "14, closed",
    "19, guest",
    "32, guest",
    "34, guest",
    "48, guest",
    "49, guest",
    "50, guest",
    "51, closed",
    "52, closed",
    "53, guest",
    "80, closed",
    "123, closed"
  })
  void only_success_is_a_yes(int code, String outcome) throws Exception {
    try (Hostile directory = new Hostile((operation, id) -> result(operation, id, code))) {
      FakeExchange x = send(directory, false, "bob", "pw");
      if (outcome.equals("closed")) {
        assertClosed(x);
      } else {
        assertThat(x.answer()).isNull();
        assertThat(x.upstreamHeader("X-Credential-Identifier"))
            .isEqualTo(outcome.equals("bob") ? "bob" : null);
      }
    }
  }

  /// Somebody in between says that the directory has no TLS, or hangs up, or speaks on in plain.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 52, 53, 0, -1})
  void a_password_is_not_sent_where_tls_was_refused(int code) throws Exception {
    try (Hostile directory =
        new Hostile((operation, id) -> code < 0 ? null : result(operation, id, code))) {
      assertClosed(send(directory, true, "bob", "the password"));
      assertThat(directory.asked).contains(EXTENDED).doesNotContain(BIND);
      assertThat(directory.received).noneMatch(message -> message.contains("the password"));
    }
  }

  @Test
  void an_answer_that_is_none_closes_the_gate() throws Exception {
    List<byte[]> answers =
        List.of(
            bytes(),
            bytes(0),
            "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            bytes(0x30, 12, 2, 1, 1, 0x61, 7, 0x0a, 1),
            bytes(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 2, 1, 1),
            bytes(0x30, 0x80, 2, 1, 1),
            // Of another message, of another operation, without a code.
            result(BIND, 99, 0),
            result(EXTENDED, 1, 0),
            bytes(0x30, 3, 2, 1, 1),
            bytes(0x30, 5, 2, 1, 1, 0x61, 0));
    for (byte[] answer : answers) {
      try (Hostile directory = new Hostile((_, _) -> answer.length == 0 ? null : answer)) {
        assertClosed(send(directory, false, "bob", "pw"));
      }
    }
  }

  /// Each is one value of the name's attribute, or is not sent at all.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bob,ou=admins",
        "bob+uid=root",
        "bob\\,ou=admins",
        "#04024869",
        " bob",
        "bob ",
        "\"bob\"",
        "bob\r\nx",
        "*)(uid=*",
        "b<o>b;x",
        "=",
        "\u00e9\u4e2d"
      })
  void a_name_is_never_syntax(String user) throws Exception {
    try (Hostile directory = new Hostile((operation, id) -> result(operation, id, 49))) {
      send(directory, false, user, "pw");
      assertThat(directory.asked.stream().filter(o -> o == BIND)).hasSize(1);
      String name = dn(directory.received.getFirst());
      assertThat(name).startsWith("cn=").endsWith(",ou=people,dc=test");
      assertThat(new com.unboundid.ldap.sdk.DN(name).getRDN().getAttributeValues())
          .containsExactly(user);
      assertThat(new com.unboundid.ldap.sdk.DN(name).getRDNs()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob:", ":pw", "bob", "bob\0:pw", "bob:pw\0"})
  void what_is_no_name_and_password_is_not_asked_about(String pair) throws Exception {
    try (Hostile directory = new Hostile((operation, id) -> result(operation, id, 0))) {
      int colon = pair.indexOf(':');
      FakeExchange x =
          send(
              directory,
              false,
              colon < 0 ? pair : pair.substring(0, colon),
              colon < 0 ? "" : pair.substring(colon + 1));
      assertThat(x.upstreamHeader("X-Credential-Identifier")).isNull();
      assertThat(directory.asked).isEmpty();
    }
  }

  /// The name of a simple bind: after the id, the version and its own length.
  private static String dn(String message) throws Exception {
    var element =
        com.unboundid.asn1.ASN1Element.decode(
            message.substring(3).getBytes(StandardCharsets.ISO_8859_1));
    return element.decodeAsSequence().elements()[1].decodeAsOctetString().stringValue();
  }
}
