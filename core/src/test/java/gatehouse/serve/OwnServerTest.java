package gatehouse.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RawHttp2;
import gatehouse.model.Settings;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class OwnServerTest {
  private static final int LARGE = 20 << 20;
  private static final String HOST = "Host: localhost\r\n";

  private final Map<String, OwnServer.Handler> handlers = new ConcurrentHashMap<>();
  private OwnServer server;

  @BeforeEach
  void open() throws IOException {
    server =
        new OwnServer(
            "test",
            new Settings.Listen("127.0.0.1", 0),
            10,
            exchange -> Objects.requireNonNull(handlers.get(exchange.path())).handle(exchange));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawHttp connect() throws IOException {
    return new RawHttp(server.address());
  }

  private static void answer(OwnExchange exchange, int status, String text) throws IOException {
    OutputStream out = exchange.answer(status, new Headers());
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.close();
  }

  @Test
  void tells_what_was_asked() throws Exception {
    handlers.put(
        "/a%2Fb",
        x -> {
          assertThat(x.peer()).matches("127\\.0\\.0\\.1:\\d+");
          answer(
              x,
              200,
              String.join(
                  " ",
                  x.method(),
                  x.path(),
                  x.query(),
                  x.host(),
                  x.authority(),
                  x.headers().get(HeaderName.of("x-own"))));
        });
    try (RawHttp client = connect()) {
      client.send("PUT http://Other:81/a%2Fb?c=%64 HTTP/1.1\r\n" + HOST + "X-Own: yes\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("PUT /a%2Fb c=%64 other other:81 yes");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void echoes_a_large_body_in_either_protocol(HttpClient.Version version) throws Exception {
    handlers.put(
        "/echo",
        x -> {
          // Not while it is read: the JDK's client sends all before it reads anything.
          byte[] body = x.body().readAllBytes();
          OutputStream out = x.answer(200, new Headers());
          out.write(body);
          out.close();
        });
    byte[] body = new byte[LARGE];
    new Random(1).nextBytes(body);
    HttpResponse<byte[]> answer = post("/echo", version, body);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(Arrays.equals(answer.body(), body)).isTrue();
  }

  private HttpResponse<byte[]> post(String path, HttpClient.Version version, byte[] body)
      throws Exception {
    URI target = URI.create("http://localhost:" + server.address().getPort() + path);
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      // A request without a body opens the connection, since only such a one is upgraded.
      handlers.put("/first", x -> answer(x, 200, ""));
      client.send(
          HttpRequest.newBuilder(target.resolve("/first")).build(), BodyHandlers.discarding());
      return client.send(
          HttpRequest.newBuilder(target).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
          BodyHandlers.ofByteArray());
    }
  }

  @Test
  void reads_no_more_than_the_handler_has_room_for() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    handlers.put(
        "/slow",
        x -> {
          InputStream body = x.body();
          long size = body.read() < 0 ? 0 : 1;
          awaitQuietly(go);
          size += body.transferTo(OutputStream.nullOutputStream());
          answer(x, 200, Long.toString(size));
        });
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /slow HTTP/1.1\r\n" + HOST + "Content-Length: " + LARGE + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      AtomicLong sent = new AtomicLong();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> {
            byte[] piece = new byte[64 << 10];
            try {
              while (sent.get() < LARGE) {
                out.write(piece);
                sent.addAndGet(piece.length);
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      awaitStandstill(sent);
      assertThat(sent.get()).as("what the sockets and 256 KiB hold").isLessThan(LARGE);
      go.countDown();
      sending.join();
      byte[] answer = new byte[17];
      assertThat(socket.getInputStream().readNBytes(answer, 0, 17)).isEqualTo(17);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200 OK");
    }
  }

  /// Waits until a number is the same at two looks in a row.
  private static void awaitStandstill(AtomicLong number) {
    AtomicLong before = new AtomicLong(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> before.getAndSet(number.get()) == number.get());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void waits_for_a_client_that_reads_slowly() throws Exception {
    AtomicLong written = new AtomicLong();
    handlers.put(
        "/large",
        x -> {
          OutputStream out = x.answer(200, new Headers());
          byte[] piece = new byte[64 << 10];
          while (written.get() < LARGE) {
            out.write(piece);
            written.addAndGet(piece.length);
          }
          out.close();
        });
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(("GET /large HTTP/1.0\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
      Awaitility.await().until(() -> written.get() > 0);
      awaitStandstill(written);
      assertThat(written.get()).isLessThan(LARGE);
      assertThat(socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
          .isGreaterThan(LARGE);
    }
  }

  @Test
  void breaks_off_what_a_handler_does_not_end() throws Exception {
    handlers.put("/nothing", _ -> {});
    handlers.put(
        "/fails",
        x -> {
          x.answer(200, new Headers()).write(new byte[100_000]);
          throw new IllegalStateException("midway");
        });
    try (RawHttp client = connect()) {
      client.send("GET /nothing HTTP/1.1\r\n" + HOST + "\r\n");
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
    try (RawHttp client = connect()) {
      client.send("GET /fails HTTP/1.1\r\n" + HOST + "\r\n");
      assertThatThrownBy(client::read)
          .as("no last chunk")
          .isInstanceOfAny(IOException.class, NumberFormatException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"204, ''", "304, ''", "200, ''", "404, nothing"})
  void frames_each_answer(int status, String text) throws Exception {
    handlers.put("/", x -> answer(x, status, text));
    try (RawHttp client = connect()) {
      for (int i = 0; i < 2; i++) {
        client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
        RawHttp.Reply reply = client.read();
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(text);
      }
    }
  }

  @Test
  void tells_the_handler_that_its_client_has_gone() throws Exception {
    CompletableFuture<Exception> thrown = new CompletableFuture<>();
    handlers.put(
        "/",
        x -> {
          try {
            x.body().readAllBytes();
          } catch (IOException e) {
            thrown.complete(e);
            throw e;
          }
        });
    try (RawHttp client = connect()) {
      client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nhalf");
    }
    assertThat(thrown.get()).hasMessage("the client has gone");
  }

  @Test
  void answers_a_body_that_breaks_off() throws Exception {
    handlers.put(
        "/", x -> answer(x, 200, new String(x.body().readAllBytes(), StandardCharsets.UTF_8)));
    try (RawHttp client = connect()) {
      client.send(
          "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n-1\r\n");
      RawHttp.Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).isEqualTo("{\"message\":\"Bad request\"}");
    }
  }

  @Test
  void passes_over_a_body_that_nobody_reads() throws Exception {
    handlers.put("/", x -> answer(x, 200, "done"));
    try (RawHttp client = connect()) {
      client.send(
          "POST / HTTP/1.1\r\n"
              + HOST
              + "Content-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\n"
              + HOST
              + "\r\n");
      assertThat(client.read().body()).isEqualTo("done");
      assertThat(client.read().body()).isEqualTo("done");
    }
  }

  @Test
  void speaks_http2_at_once() throws Exception {
    handlers.put("/", x -> answer(x, 200, "h2"));
    try (RawHttp2 client = new RawHttp2(server.address().getPort())) {
      client.headers(
          1,
          RawHttp2.END_STREAM | RawHttp2.END_HEADERS,
          ":method",
          "GET",
          ":scheme",
          "http",
          ":authority",
          "localhost",
          ":path",
          "/");
      assertThat(client.body(1)).isEqualTo("h2");
    }
  }

  @Test
  void bounds_the_connections() throws Exception {
    handlers.put("/", x -> answer(x, 200, "in"));
    RawHttp[] clients = new RawHttp[10];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = connect();
      clients[i].send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(clients[i].read().body()).isEqualTo("in");
    }
    try (RawHttp more = connect()) {
      assertThatThrownBy(() -> more.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").read())
          .isInstanceOf(IOException.class);
    }
    for (RawHttp client : clients) {
      client.close();
    }
  }

  @Test
  void says_that_an_address_is_taken_or_none_of_this_machine() {
    Settings.Listen taken = new Settings.Listen("127.0.0.1", server.address().getPort());
    assertThatThrownBy(() -> new OwnServer("test", taken, 1, _ -> {}).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
    assertThatThrownBy(
            () -> new OwnServer("test", new Settings.Listen("192.0.2.1", 0), 1, _ -> {}).close())
        .isInstanceOf(IOException.class);
  }
}
