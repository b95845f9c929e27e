package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No log, trace, metric, audit record, error or answer of the gateway's own tells a credential,
/// whatever it is sent in, whoever judges it, and however verbose everything is.
final class SecretsBlackBox {
  /// What the collectors are sent, by name.
  private static final List<String> COLLECTED =
      List.of(
          "http-log",
          "tcp",
          "syslog",
          "udp-log",
          "loggly",
          "statsd",
          "datadog",
          "zipkin",
          "otel-traces",
          "otel-logs",
          "otel-access",
          "otel-metrics");

  private static final String PASSWORD = "p@ss/\"w=r&d'9%\\ 3f";

  @TempDir private Path folder;

  private final Planted secrets = new Planted();
  private final Map<String, String> badges = new ConcurrentHashMap<>();
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final List<String> answers = new ArrayList<>();
  private Collectors collectors;
  private HttpServer service;
  private Packaged gateway;

  @BeforeEach
  void start() throws Exception {
    collectors = new Collectors();
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        x -> {
          String badge = x.getRequestHeaders().getFirst("X-Badge");
          if (badge != null) {
            badges.put("badge", badge);
          }
          x.getRequestBody().readAllBytes();
          x.getResponseHeaders().add("Set-Cookie", secrets.in("sid=@set-cookie@; Path=/"));
          x.getResponseHeaders()
              .add("Location", secrets.in("https://joe:@location-user@@a.test/#token=@location@"));
          x.getResponseHeaders().add("X-Auth-Token", secrets.get("response-header"));
          x.getResponseHeaders().add("Content-Type", "application/json");
          byte[] body =
              secrets
                  .in(
                      "{\"access_token\": \"@response-token@\", \"a\": {\"password\":"
                          + " [\"@response-list@\"]}}")
                  .getBytes(StandardCharsets.UTF_8);
          x.sendResponseHeaders(200, body.length);
          x.getResponseBody().write(body);
          x.close();
        });
    service.start();
    secrets.add("odd-password", PASSWORD);
    discovery();
    gateway = Packaged.start(folder, environment(), command(config()));
    gateway.awaitReady();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    service.stop(0);
    collectors.close();
  }

  private Map<String, String> environment() {
    return Map.of(
        "SHOP_CLIENT_SECRET", secrets.get("vault"), "SHOP_WRONG", secrets.get("vault-wrong"));
  }

  private static List<String> command(Path config) {
    return List.of(
        "run",
        "--proxy-listen",
        "127.0.0.1:0",
        "--proxy-tls-listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
        "--set",
        "log_level=debug",
        "--set",
        "tracing_instrumentations=all",
        "--config",
        config.toString());
  }

  private void discovery() {
    String issuer = collectors.url() + "/issuer";
    collectors.reply(
        "/issuer/.well-known/openid-configuration",
        """
        {"issuer": "ISSUER", "authorization_endpoint": "ISSUER/authorize", "token_endpoint": "ISSUER/refused",
         "introspection_endpoint": "ISSUER/introspect", "jwks_uri": "ISSUER/keys"}
        """
            .replace("ISSUER", issuer));
    collectors.reply("/issuer/keys", "{\"keys\": []}");
    collectors.reply("/issuer/introspect", "{\"active\": false}");
    collectors.reply("/issuer/refused", "{\"error\": \"invalid_grant\"}");
    collectors.reply("/deny", "{\"isAuthorized\": false}");
  }

  private Path config() throws Exception {
    String text = resource("secrets.yaml");
    for (String name : List.of("tcp", "syslog")) {
      text = text.replace("%" + name + "%", String.valueOf(collectors.tcp(name)));
    }
    for (String name : List.of("udp-log", "loggly", "statsd", "datadog")) {
      text = text.replace("%" + name + "%", String.valueOf(collectors.udp(name)));
    }
    Shell.run(
        folder,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem"
            + " -out cert.pem -subj /CN=shop.test -days 2");
    String key = Files.readString(folder.resolve("key.pem"));
    secrets.add("tls-key", key.lines().skip(1).findFirst().orElseThrow());
    Files.createFile(folder.resolve("enrolments"));
    text =
        text.replace("%service%", "http://127.0.0.1:" + service.getAddress().getPort())
            .replace("%collector%", collectors.url())
            .replace("%folder%", folder.toString())
            .replace("%rules%", indented(resource("secrets.conf"), 10))
            .replace("%certificate%", indented(Files.readString(folder.resolve("cert.pem")), 4))
            .replace("%key%", indented(key, 4))
            .replace("%folder%", folder.toString());
    return Files.writeString(folder.resolve("secrets.yaml"), secrets.in(text));
  }

  private static String indented(String text, int by) {
    return text.strip().replace("\n", "\n" + " ".repeat(by));
  }

  private static String resource(String name) throws IOException {
    try (var in = SecretsBlackBox.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  // ---- requests

  /// The whole answer. What the gateway itself answers is an output too.
  private String send(String request) throws IOException {
    String text = secrets.in(request);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.http())) {
      socket.setSoTimeout(20_000);
      String answer = "";
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException e) {
        // Refused before all of it was read.
      }
      if (!answer.startsWith("HTTP/1.1 200")) {
        answers.add(answer);
      }
      return answer;
    }
  }

  private String get(String target, String... fields) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: shop.test\r\n" + lines(fields) + "\r\n");
  }

  private String post(String target, String type, String body, String... fields)
      throws IOException {
    String text = secrets.in(body);
    return send(
        "POST "
            + target
            + " HTTP/1.1\r\nHost: shop.test\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + text.length()
            + "\r\n"
            + lines(fields)
            + "\r\n"
            + text);
  }

  private static String lines(String... fields) {
    StringBuilder lines = new StringBuilder("Connection: close\r\nUser-Agent: test\r\n");
    for (String field : fields) {
      lines.append(field).append("\r\n");
    }
    return lines.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String basic(String user, String password) {
    String pair = secrets.in(user + ":" + password);
    return "Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void sendEverywhere(String path) throws IOException {
    String answer =
        get(
            path
                + "?access_token=@query-token@&refresh_token=@query-refresh@&client_secret=@query-secret@"
                + "&password="
                + encoded(PASSWORD)
                + "&partner=@query-key@&user%5Bpassw%6Frd%5D=@query-nested@"
                + "&next=%2Fcb%3Faccess_token%3D@query-inner@",
            "Authorization: Bearer @bearer@",
            "Proxy-Authorization: Bearer @proxy-bearer@",
            "Cookie: sid=@cookie@; theme=dark",
            "X-Partner: @header-key@",
            "X-Pass: @header-jwt@",
            "X-Entry: @header-entry@",
            "X-Code: @header-code@",
            "X-Renewal: @header-renewal@",
            "X-Forwarded-Access-Token: @forwarded-token@",
            "X-Forwarded-Uri: /a?api_key=@forwarded-uri@",
            "X-Original-URL: //joe:@original-user@@b.test/",
            "Referer: https://joe:@referer-user@@a.test/x?b=1#access_token=@referer-fragment@");
    assertThat(answer).startsWith("HTTP/1.1 200");
    get(path, "Authorization: " + basic("joe", "@basic@"));
    get(path + "?password=@attack@&a=b", "X-Attack: yes");
    get(path + "?password=" + encoded(PASSWORD), "X-Attack: yes");
    post(
        path,
        "application/json",
        "{\"user\": \"joe\", \"password\": \"@json-password@\", \"a\": {\"client_secret\":"
            + " \"@json-secret@\"}, \"b\": [{\"tok\\u0065n\": \"@json-token@\"}], \"passwords\": 2,"
            + " \"apiKey\": [\"@json-list@\"]}");
    post(path, "application/json", "{\"password\": \"@json-broken@");
    post(path, "text/plain", "{\"password\": \"@json-as-text@\"}");
    post(
        path,
        "application/x-www-form-urlencoded",
        "a=b&password=@form-password@&partner=@form-key@&SAMLResponse=@form-saml@&pwd="
            + encoded(PASSWORD));
    post(
        path,
        "multipart/form-data; boundary=xx",
        "--xx\r\n"
            + "Content-Disposition: form-data; name=\"password\"\r\n\r\n"
            + "@multipart@\r\n"
            + "--xx--\r\n");
    post(
        path,
        "text/xml",
        "<a xmlns:w='urn:w'><w:Password t='x'>@xml@</w:Password><b token='@xml-attribute@'/></a>");
  }

  private void askAuthenticators() throws IOException {
    get("/key?partner=@wrong-query-key@", "X-Partner: @wrong-key@");
    post("/key", "application/x-www-form-urlencoded", "partner=@wrong-form-key@");
    assertThat(get("/key", "X-Partner: @joes-key@")).startsWith("HTTP/1.1 200");
    get("/basic", "Authorization: " + basic("joe", "@wrong-basic@"));
    assertThat(get("/basic", "Authorization: " + basic("joe", "@joes-password@")))
        .startsWith("HTTP/1.1 200");
    get(
        "/hmac",
        "Date: Fri, 27 Nov 2026 04:00:00 GMT",
        "Authorization: hmac username=\"joe\", algorithm=\"hmac-sha256\", headers=\"date\","
            + " signature=\"@hmac@\"");
    for (String jwt : List.of("@jwt@", "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.@jwt-signature@")) {
      get("/jwt", "X-Pass: Bearer " + jwt);
      get("/jwt?entry=" + jwt);
      get("/jwt", "Cookie: ticket=" + jwt);
      get("/oidc", "Authorization: Bearer " + jwt);
      get("/oidc?access_token=" + jwt);
    }
    get("/ldap", "Authorization: " + basic("joe", "@ldap@"));
    get("/oidc", "Authorization: " + basic("joe", "@oidc-password@"));
    get("/oidc", "Cookie: session=@oidc-cookie@; authorization=@oidc-login@");
    get("/oidc?code=@oidc-code@&state=x", "Cookie: authorization=@oidc-login@");
    get("/oidc", "X-Renewal: @oidc-refresh@");
    get("/oidc-down", "Authorization: Bearer @oidc-down@");
    get("/oidc-down?code=@oidc-down-code@&state=x");
    get("/lambda?entrance=@lambda-query@", "X-Entry: @lambda@");
    get("/lambda-down", "X-Entry: @lambda-down@");
    get("/forward", "Authorization: Bearer @forward@", "Cookie: a=@forward-cookie@");
    assertThat(get("/internal", "apikey: @joes-key@")).startsWith("HTTP/1.1 200");
    secrets.add("internal-token", Objects.requireNonNull(badges.get("badge")).split("\\.")[2]);
    String session = get("/session", "apikey: @joes-key@");
    assertThat(session).contains("session=");
    secrets.add("session", session.replaceFirst("(?s).*\\bsession=([^;]{20,});.*", "$1"));
    get("/session", "Cookie: session=@session@");
    get("/otp", "apikey: @joes-key@", "X-Code: @otp@");
    enrol();
  }

  /// In front of the enrolment stands a firewall that writes down whole bodies.
  private void enrol() throws IOException {
    String offer = post("/enrol", "application/json", "{}", "apikey: @janes-key@");
    assertThat(offer).startsWith("HTTP/1.1 200").contains("otpauth://totp/Gatehouse:jane?secret=");
    secrets.add("enrolled", offer.replaceFirst("(?s).*\"secret\":\"([A-Z2-7]{32})\".*", "$1"));
    post("/enrol", "application/json", "{\"code\": \"@enrol-code@\"}", "apikey: @janes-key@");
    get("/enrol", "apikey: @janes-key@", "X-OTP: @enrol-otp@");
  }

  private void askOthers() throws IOException {
    get("/limited?token=@limited@");
    post("/valid", "application/json", "{\"password\": \"@validated@\"}");
    post(
        "/described?token=@described-query@",
        "application/json",
        "{\"password\": \"@described@\", \"pin\": \"@described-pin@\"}");
    get("/changed");
    get("/gone?password=@gone@", "Authorization: Bearer @gone-bearer@");
    get("/nowhere?password=@nowhere@", "Cookie: a=@nowhere-cookie@");
    get("/open;jsessionid=@path-parameter@/x?token=@refused-path@");
    get("/open%2F?token=@refused-slash@", "Authorization: Bearer @refused-bearer@");
    send("GET /open HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer @malformed@\r\n\r\n");
    send("GET /open HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer @malformed-nul@\0\r\n\r\n");
    send("GET /open?token=@malformed-line@ HTTP/9.9\r\nHost: a\r\n\r\n");
    send("GET http://joe:@malformed-user@@a/open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    send("GET /open?token=@malformed-byte@\u0001 HTTP/1.1\r\nHost: a\r\n\r\n");
    send(
        "POST /open HTTP/1.1\r\nHost: a\r\nCookie: a=@malformed-cookie@\r\nContent-Length: 1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n");
    send("GET /open HTTP/1.1\r\nHost: a\r\nCookie: a=@long@" + "x".repeat(200_000) + "\r\n\r\n");
  }

  // ---- the operator's side

  /// What a configuration says is a credential, in places and forms where that is wrong.
  private String faulty() {
    return secrets.in(
        """
        _format_version: "3.0"
        services:
        - {name: s, url: "http://joe:@fault-url@@127.0.0.1:1/"}
        - {name: s, url: "http://127.0.0.1:1"}
        plugins:
        - {name: openid-connect, config: {issuer: "http://127.0.0.1:1", client_secret: "@fault-type@"}}
        - {name: openid-connect, config: {issuer: "{vault://env/shop-wrong}", client_secret: ["{vault://env/none}"]}}
        - {name: session, config: {secret: ["@fault-list@"]}}
        - {name: http-log, config: {http_endpoint: "@fault-endpoint@"}}
        - {name: rate-limiting, config: {minute: 1, redis: {password: {a: "@fault-map@"}}}}
        - {name: hmac-auth, config: {secret: "@fault-unknown@"}}
        - {name: internal-token, config: {issuer: a, keys: ["@fault-key@"]}}
        consumers:
        - {username: a, keyauth_credentials: [{key: "@fault-twice@"}, {key: "@fault-twice@"}]}
        - {username: b, basicauth_credentials: [{username: "", password: "@fault-password@"}]}
        - {username: c, jwt_secrets: [{key: k, secret: "@fault-jwt@", algorithm: RS256}], totp_credentials: [{secret: "@fault-totp@"}]}
        certificates:
        - {cert: "@fault-cert@", key: "-----BEGIN PRIVATE KEY-----\\n@fault-tls@\\n-----END PRIVATE KEY-----"}
        """);
  }

  private void operate() throws Exception {
    String admin = "http://127.0.0.1:" + gateway.admin();
    Path bad = Files.writeString(folder.resolve("bad.yaml"), faulty());
    Path broken =
        Files.writeString(
            folder.resolve("broken.yaml"),
            secrets.in("plugins: [{a: \"@fault-syntax@\\q\"}\n - x"));
    for (String path :
        List.of("/metrics", "/status", "/", "/certificates", "/none?token=@admin@")) {
      outputs.put("admin " + path, Shell.run(folder, secrets.in("curl -s '" + admin + path + "'")));
    }
    assertThat(outputs.get("admin /metrics")).contains("kong_http_requests_total{");
    assertThat(outputs.get("admin /certificates")).contains("BEGIN CERTIFICATE");
    for (Path file : List.of(bad, broken)) {
      String posted = Shell.run(folder, "curl -s --data-binary @" + file + " " + admin + "/config");
      assertThat(posted).contains("message");
      outputs.put("POST /config " + file, posted);
      List<String> check = List.of("check", "--config", file.toString());
      try (Packaged checking = Packaged.start(folder, environment(), check)) {
        Packaged.Ended ended = checking.ended(Duration.ofSeconds(60));
        assertThat(ended.status()).isEqualTo(1);
        outputs.put("check " + file, ended.out() + ended.err());
      }
    }
    Files.copy(
        bad, folder.resolve("secrets.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    gateway.signal("HUP");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.err().contains("still serving the previous configuration"));
  }

  private void gather() throws Exception {
    for (String name : COLLECTED) {
      await()
          .alias(name)
          .atMost(Duration.ofSeconds(20))
          .until(() -> !collectors.of(name).isEmpty());
    }
    gateway.signal("TERM");
    Packaged.Ended ended = gateway.ended(Duration.ofSeconds(60));
    for (String name : List.of("http-log", "tcp", "syslog", "udp-log", "loggly", "otel-access")) {
      assertThat(collectors.of(name)).as(name).contains("/gone?password=REDACTED");
    }
    for (String name : List.of("zipkin", "otel-traces")) {
      assertThat(collectors.of(name)).as(name).contains("/gone");
    }
    for (String name : COLLECTED) {
      outputs.put(name, collectors.of(name));
    }
    outputs.put("stdout", ended.out());
    outputs.put("stderr", ended.err());
    for (String name : List.of("access.log", "audit.log", "native.log")) {
      outputs.put(name, Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1));
    }
    assertThat(outputs.get("stderr")).contains("ModSecurity:").contains("refused from");
    assertThat(outputs.get("audit.log"))
        .contains("\"ruleId\":\"11\"")
        .contains("\"ruleId\":\"14\"");
    assertThat(outputs.get("native.log")).contains("-H--").contains("[id \"11\"]");
    outputs.put("answers", String.join("\n", answers));
  }

  @Test
  void no_output_tells_a_credential() throws Exception {
    sendEverywhere("/open");
    sendEverywhere("/native");
    askAuthenticators();
    askOthers();
    operate();
    gather();

    assertThat(secrets.count()).isGreaterThan(80);
    Map<String, List<String>> leaks = new LinkedHashMap<>();
    outputs.forEach((name, text) -> {
      List<String> read = secrets.readFrom(text);
      if (!read.isEmpty()) {
        leaks.put(name, read);
      }
    });
    assertThat(leaks).as("what can be read where, of " + secrets.count() + " secrets").isEmpty();
  }
}
