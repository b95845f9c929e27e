package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RawHttp2;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The firewall within a running gateway: what flows is not held up, what is held is let go, and
/// what rules say of a connection is done.
class WafLiveTest {
  private static final String ATTACK = "q=%3b+cat+%2fetc%2fpasswd";
  private static final String UPGRADE =
      "GET %s HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  /// A service that talks as it likes with whoever connects, after the head of a request.
  private interface Talk {
    void with(Socket client) throws Exception;
  }

  private static ServerSocket service(Talk talk) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket client = server.accept();
              Thread.ofVirtual().start(() -> talk(client, talk));
            } catch (IOException _) {
              // Closed: the test is over.
            }
          }
        });
    return server;
  }

  private static void talk(Socket client, Talk talk) {
    try (client) {
      InputStream in = client.getInputStream();
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) in.read());
      }
      talk.with(client);
    } catch (Exception _) {
      // The gateway has left: that is what the test looks at.
    }
  }

  private static void say(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    to.getOutputStream().flush();
  }

  private static TestGate gate(int service, String config) throws Exception {
    return gate(Plugins.CATALOGUE_CLASSES, service, config);
  }

  private static TestGate gate(List<Class<? extends Plugin>> plugins, int service, String config)
      throws Exception {
    String yaml =
        """
        services:
        - {name: s, url: "http://127.0.0.1:%d", routes: [{name: r, paths: [/], strip_path: false}]}
        plugins:
        - {name: waf, config: %s}
        """
            .formatted(service, config);
    return TestGate.with(plugins, yaml);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\n\r\n";
  }

  private static String post(String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void events_arrive_one_by_one_though_answers_are_inspected() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (ServerSocket service =
            service(client -> {
              say(
                  client,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                      + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
              seen.await();
              say(client, "9\r\ndata: 2\n\n\r\n0\r\n\r\n");
            });
        TestGate gate =
            gate(
                service.getLocalPort(),
                "{response_body_inspection: true, directives: \"SecResponseBodyMimeType"
                    + " text/event-stream text/html\"}");
        RawHttp client = gate.connect()) {
      assertThat(client.send(get("/events")).readHead().status()).isEqualTo(200);
      // The service sends the second event only when the first has come through.
      assertThat(client.reads("data: 1\n\n\r\n")).isTrue();
      seen.countDown();
      assertThat(client.reads("data: 2\n\n\r\n0\r\n\r\n")).isTrue();
      assertThat(client.send(get("/events?" + ATTACK)).read().status()).isEqualTo(403);
    }
  }

  @Test
  void web_sockets_open_and_talk_and_attacks_in_their_head_are_refused() throws Exception {
    try (ServerSocket service =
            service(client -> {
              say(client, SWITCHED);
              client.getInputStream().transferTo(client.getOutputStream());
            });
        TestGate gate = gate(service.getLocalPort(), "{response_body_inspection: true}")) {
      try (RawHttp client = gate.connect()) {
        assertThat(client.send(UPGRADE.formatted("/")).readHead().status()).isEqualTo(101);
        assertThat(client.send("\u0081\u0005hello").readBytes(7)).isEqualTo("\u0081\u0005hello");
      }
      try (RawHttp client = gate.connect()) {
        assertThat(client.send(UPGRADE.formatted("/?" + ATTACK)).read().status()).isEqualTo(403);
      }
    }
  }

  @Test
  void a_slow_answer_is_held_until_it_was_looked_at() throws Exception {
    String body = "<p>You have an error in your SQL syntax</p>";
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ";
    try (Origin origin = Origin.trickling(head + body.length() + "\r\n\r\n" + body);
        TestGate gate = gate(origin.port(), "{response_body_inspection: true}");
        RawHttp client = gate.connect()) {
      RawHttp.Reply reply = client.send(get("/")).read();

      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).doesNotContain("SQL");
    }
  }

  @Test
  void clients_that_leave_early_leave_nothing_behind() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (ServerSocket service =
            service(client -> {
              say(
                  client,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n"
                      + "x".repeat(50_000));
              gone.await();
            });
        TestGate gate = gate(service.getLocalPort(), "{response_body_inspection: true}")) {
      List<RawHttp> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(gate.connect().send(get("/")));
      }
      // Some leave within their request's body as well.
      for (int i = 0; i < 20; i++) {
        clients.add(
            gate.connect()
                .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + "x=1"));
      }
      await().until(() -> gate.gateway().bodyBytes() >= 20 * 50_000);
      for (RawHttp client : clients) {
        client.close();
      }
      await().until(() -> gate.gateway().bodyBytes() == 0);
      await().until(() -> gate.gateway().stats().exchangesActive() == 0);
      gone.countDown();
    }
  }

  @Test
  void dropping_closes_the_connection_without_an_answer() throws Exception {
    String config = "{crs: none, directives: 'SecRule ARGS:a \"@streq 1\" \"id:1,phase:1,drop\"'}";
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin.port(), config)) {
      try (RawHttp client = gate.connect()) {
        assertThat(client.send(get("/?a=1")).isClosed()).isTrue();
      }
      try (RawHttp2 client = new RawHttp2(gate.port())) {
        RawHttp2.Frame frame = head(client, "GET", "/?a=1", true).next();
        assertThat(frame.type()).isEqualTo(RawHttp2.RST_STREAM);
        assertThat(head(client, 3, "GET", "/?a=2", true).next().type()).isEqualTo(RawHttp2.HEADERS);
      }
      assertThat(origin.next().line()).contains("/?a=2");
      assertThat(origin.waiting()).isZero();
    }
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin.port(), config.replace("crs:", "mode: detect, crs:"));
        RawHttp client = gate.connect()) {
      assertThat(client.send(get("/?a=1")).read().status()).isEqualTo(200);
    }
  }

  private static RawHttp2 head(RawHttp2 client, String method, String path, boolean last)
      throws IOException {
    return head(client, 1, method, path, last);
  }

  private static RawHttp2 head(
      RawHttp2 client, int stream, String method, String path, boolean last) throws IOException {
    return client.headers(
        stream,
        RawHttp2.END_HEADERS | (last ? RawHttp2.END_STREAM : 0),
        ":method",
        method,
        ":scheme",
        "http",
        ":path",
        path,
        ":authority",
        "a",
        "user-agent",
        "b",
        "content-type",
        "application/x-www-form-urlencoded");
  }

  @Test
  void http_2_is_looked_at_however_its_frames_are_cut() throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin.port(), "{}");
        RawHttp2 client = new RawHttp2(gate.port())) {
      head(client, "POST", "/", false);
      for (byte b : ATTACK.getBytes(StandardCharsets.ISO_8859_1)) {
        client.frame(RawHttp2.DATA, 0, 1, new byte[] {b});
      }
      client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[0]);
      RawHttp2.Frame answer = client.next();

      assertThat(answer.type()).isEqualTo(RawHttp2.HEADERS);
      assertThat(new String(answer.payload(), StandardCharsets.ISO_8859_1)).contains("403");
      assertThat(origin.waiting()).isZero();
    }
  }

  @Test
  void an_expectation_is_answered_only_where_the_body_is_wanted() throws Exception {
    String expecting =
        "POST %s HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\nExpect: 100-continue\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 25\r\n\r\n";
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin.port(), "{}")) {
      try (RawHttp client = gate.connect()) {
        assertThat(client.send(expecting.formatted("/.git/config")).read().status()).isEqualTo(403);
      }
      try (RawHttp client = gate.connect()) {
        assertThat(client.send(expecting.formatted("/")).readHead().status()).isEqualTo(100);
        assertThat(client.send(ATTACK).read().status()).isEqualTo(403);
      }
      assertThat(origin.waiting()).isZero();
    }
  }

  @Test
  void rules_may_look_at_answers_and_at_longer_bodies_than_the_directives_say() throws Exception {
    String config =
        """
        {crs: none, directives: "SecRequestBodyAccess On\\nSecRequestBodyLimit 10\\n\
        SecResponseBodyAccess Off\\nSecResponseBodyMimeType text/html\\n\
        SecRule ARGS_GET:long \\"@streq 1\\" \\"id:1,phase:1,pass,ctl:requestBodyLimit=30\\"\\n\
        SecRule ARGS_GET:short \\"@streq 1\\" \\"id:5,phase:1,pass,ctl:requestBodyLimit=3\\"\\n\
        SecRule ARGS_GET:look \\"@streq 1\\" \\"id:2,phase:1,pass,ctl:responseBodyAccess=On\\"\\n\
        SecRule ARGS_POST:q \\"@streq bad\\" \\"id:3,phase:2,deny\\"\\n\
        SecRule RESPONSE_BODY \\"@contains secret\\" \\"id:4,phase:4,deny\\""}
        """;
    String answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\nsecret";
    try (Origin origin = Origin.answering(answer);
        TestGate gate = gate(origin.port(), config);
        RawHttp client = gate.connect()) {
      String long20 = "a=0123456789012&q=";
      assertThat(client.send(get("/")).read().status()).isEqualTo(200);
      assertThat(client.send(get("/?look=1")).read().status()).isEqualTo(403);
      assertThat(client.send(post(long20 + "ok")).read().status()).isEqualTo(413);
      String raised = post(long20 + "ok").replace("POST /", "POST /?long=1");
      assertThat(client.send(raised).read().status()).isEqualTo(200);
      assertThat(client.send(raised.replace("ok", "bad").replace(": 20", ": 21")).read().status())
          .isEqualTo(403);
      assertThat(client.send(post("a=12").replace("POST /", "POST /?short=1")).read().status())
          .isEqualTo(413);
    }
  }

  /// Keeps the threads for computing busy.
  @Policy(name = "hog", priority = 10_000, summary = "Computes until the test lets it go.")
  public static final class Hog implements OnRequest {
    private static volatile CountDownLatch leave = new CountDownLatch(1);

    /// Nothing to set.
    public record Config() {}

    /// Builds nothing.
    public Hog(Hog.Config config, Workshop workshop) {}

    @Override
    public Step onRequest(Exchange x) {
      CountDownLatch until = leave;
      return !x.request().path().startsWith("/hog")
          ? Step.NEXT
          : x.compute(() -> {
            until.await();
            return Step.NEXT;
          });
    }
  }

  @Test
  void a_busy_gateway_refuses_what_it_cannot_look_at_and_only_detecting_refuses_nothing()
      throws Exception {
    Hog.leave = new CountDownLatch(1);
    List<Class<? extends Plugin>> plugins = new ArrayList<>(Plugins.CATALOGUE_CLASSES);
    plugins.add(Hog.class);
    int places = Runtime.getRuntime().availableProcessors() * 65;
    List<RawHttp> hogs = new ArrayList<>();
    try (Origin origin = Origin.answering(Origin.OK)) {
      String yaml =
          """
          services:
          - name: s
            url: http://127.0.0.1:%d
            routes:
            - {name: hog, paths: [/hog], strip_path: false}
            - {name: block, paths: [/block], plugins: [{name: waf}]}
            - {name: detect, paths: [/detect], plugins: [{name: waf, config: {mode: detect}}]}
          plugins: [{name: hog}]
          """
              .formatted(origin.port());
      try (TestGate gate = TestGate.with(plugins, yaml);
          RawHttp client = gate.connect()) {
        for (int i = 0; i < places; i++) {
          hogs.add(gate.connect().send(get("/hog")));
        }
        await().until(() -> gate.gateway().stats().exchangesActive() == places);
        try (RawHttp last = gate.connect()) {
          await().until(() -> last.send(get("/hog")).read().status() == 503);
        }
        String large = post("a=" + "x".repeat(70_000));

        assertThat(client.send(large.replace("POST /", "POST /block")).read().status())
            .isEqualTo(503);
        assertThat(client.send(large.replace("POST /", "POST /detect")).read().status())
            .isEqualTo(200);
        Hog.leave.countDown();
        await().until(() -> gate.gateway().stats().exchangesActive() == 0);
        assertThat(client.send(large.replace("POST /", "POST /block")).read().status())
            .isEqualTo(200);
      } finally {
        for (RawHttp hog : hogs) {
          hog.close();
        }
      }
    }
  }
}
