package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway with a real identity provider, Keycloak. It is 170 MB and takes a minute to
/// start, so this runs only when asked for: `GATEHOUSE_KEYCLOAK=yes ./dev verify`. Maven fetches
/// it.
final class KeycloakBlackBox {
  private static final String VERSION = "26.7.3";
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

  private static final Path PROFILE = Path.of("target/chromium-keycloak").toAbsolutePath();

  @TempDir private static Path folder;

  private static final List<Packaged> processes = new ArrayList<>();

  private static @Nullable Backend backend;
  private static Packaged gateway;
  private static String issuer;
  private static String admin;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        System.getenv("GATEHOUSE_KEYCLOAK") != null,
        "set GATEHOUSE_KEYCLOAK to run the gateway with a real Keycloak");
    assumeTrue(Shell.has("mvn") && Shell.has("unzip"), "mvn or unzip is not installed");
    Path home = unpacked();
    assumeTrue(Files.exists(home.resolve("bin/kc.sh")), "Keycloak cannot be had from Maven");
    Files.createDirectories(home.resolve("data/import"));
    Files.writeString(home.resolve("data/import/shop.json"), realm());
    int port = freePort();
    admin = "http://127.0.0.1:" + port;
    issuer = admin + "/realms/shop";
    Packaged keycloak =
        Packaged.process(
            folder,
            Map.of(
                "KC_BOOTSTRAP_ADMIN_USERNAME", "root",
                "KC_BOOTSTRAP_ADMIN_PASSWORD", "root-of-the-test",
                // It lives for a minute: compiling it well would cost more than it saves.
                "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1",
                "JAVA_HOME", System.getProperty("java.home")),
            List.of(
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port));
    processes.add(keycloak);
    await()
        .alias("Keycloak")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> !keycloak.isAlive() || answers(issuer));
    assertThat(keycloak.isAlive()).as(() -> keycloak.out() + keycloak.err()).isTrue();
    Backend service = new Backend();
    backend = service;
    Path config = Files.writeString(folder.resolve("gatehouse.yml"), gatehouse(service.url()));
    gateway = Packaged.run(folder, "--config", config.toString());
    processes.add(gateway);
  }

  private static Path unpacked() {
    String artifact = "org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip";
    Path repository = Path.of(System.getProperty("user.home"), ".m2/repository");
    Path zip =
        repository.resolve(
            "org/keycloak/keycloak-quarkus-dist/%s/keycloak-quarkus-dist-%s.zip"
                .formatted(VERSION, VERSION));
    if (!Files.exists(zip)) {
      try (Packaged fetch =
          Packaged.process(
              folder,
              Map.of(),
              List.of(
                  "mvn", "-q", "dependency:get", "-Dartifact=" + artifact, "-Dtransitive=false"))) {
        fetch.ended(PATIENCE);
      }
    }
    try (Packaged unzip =
        Packaged.process(folder, Map.of(), List.of("unzip", "-q", zip.toString(), "-d", "."))) {
      unzip.ended(PATIENCE);
    }
    return folder.resolve("keycloak-" + VERSION);
  }

  @AfterAll
  static void stop() {
    for (Packaged process : processes) {
      process.close();
    }
    if (backend != null) {
      backend.close();
    }
  }

  private static String realm() {
    return """
    {"realm": "shop", "enabled": true, "sslRequired": "none",
     "roles": {"realm": [{"name": "buyer"}]},
     "clients": [{"clientId": "gateway", "enabled": true, "secret": "gateway-s3cret",
       "redirectUris": ["http://127.0.0.1/*", "*"], "standardFlowEnabled": true,
       "serviceAccountsEnabled": true, "directAccessGrantsEnabled": true,
       "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
         "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "gateway",
         "access.token.claim": "true", "introspection.token.claim": "true"}}],
       "attributes": {"pkce.code.challenge.method": "S256", "post.logout.redirect.uris": "+"}}],
     "users": [{"username": "alice", "enabled": true, "email": "alice@shop.test",
       "firstName": "Alice", "lastName": "A", "emailVerified": true, "realmRoles": ["buyer"],
       "credentials": [{"type": "password", "value": "wonderland"}]}]}
    """;
  }

  private static String gatehouse(String service) {
    String client = "client_id: [gateway], client_secret: [gateway-s3cret]";
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: %1$s
      routes:
      - name: bearer
        paths: [/bearer]
        plugins: [{name: openid-connect, config: {issuer: %2$s, auth_methods: [bearer],
          consumer_claim: [preferred_username], roles_required: [buyer], roles_claim: [realm_access, roles]}}]
      - name: asked
        paths: [/asked]
        plugins: [{name: openid-connect, config: {issuer: %2$s, auth_methods: [introspection],
          introspect_jwt_tokens: true, cache_introspection: false, %3$s}}]
      - name: machine
        paths: [/machine]
        plugins: [{name: openid-connect, config: {issuer: %2$s, auth_methods: [client_credentials]}}]
      - name: portal
        paths: [/portal]
        plugins: [{name: openid-connect, config: {issuer: %2$s, auth_methods: [authorization_code, session],
          login_action: redirect, logout_uri_suffix: /logout, logout_methods: [POST], consumer_claim: [preferred_username], %3$s}}]
    consumers:
    - username: alice
    """
        .formatted(service, issuer, client);
  }

  private final HttpClient http = HttpClient.newHttpClient();

  private static boolean answers(String address) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder gate(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.http() + path));
  }

  private static HttpRequest.Builder form(String address, Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return HttpRequest.newBuilder(URI.create(address))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(text.toString()));
  }

  private String token(String realm, Map<String, String> grant) throws Exception {
    String address = admin + "/realms/" + realm + "/protocol/openid-connect/token";
    HttpResponse<String> reply = send(form(address, grant));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return member(reply.body(), "access_token");
  }

  private String tokenOfAlice() throws Exception {
    return token(
        "shop",
        Map.of(
            "grant_type", "password",
            "client_id", "gateway",
            "client_secret", "gateway-s3cret",
            "username", "alice",
            "password", "wonderland",
            "scope", "openid"));
  }

  private static String member(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }

  private int status(String path, String authorization) throws Exception {
    return send(gate(path).header("Authorization", authorization)).statusCode();
  }

  @Test
  void verifies_its_tokens_and_finds_rotated_keys() throws Exception {
    String before = tokenOfAlice();
    assertThat(status("/bearer", "Bearer " + before)).isEqualTo(200);
    assertThat(status("/bearer", "Bearer " + before + "x")).isEqualTo(401);

    String root =
        token(
            "master",
            Map.of(
                "grant_type", "password",
                "client_id", "admin-cli",
                "username", "root",
                "password", "root-of-the-test"));
    HttpResponse<String> rotated =
        send(
            HttpRequest.newBuilder(URI.create(admin + "/admin/realms/shop/components"))
                .header("Authorization", "Bearer " + root)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"name": "newer", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                         "config": {"priority": ["500"], "algorithm": ["RS256"], "keySize": ["2048"]}}
                        """)));
    assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(201);
    String after = tokenOfAlice();
    assertThat(header(after)).isNotEqualTo(header(before));
    assertThat(status("/bearer", "Bearer " + after)).isEqualTo(200);
  }

  private static String header(String token) {
    return token.substring(0, token.indexOf('.'));
  }

  @Test
  void asks_it_about_tokens_and_believes_a_revocation() throws Exception {
    String token = tokenOfAlice();
    HttpResponse<String> told =
        send(
            form(
                issuer + "/protocol/openid-connect/token/introspect",
                Map.of("client_id", "gateway", "client_secret", "gateway-s3cret", "token", token)));
    assertThat(told.body()).contains("\"active\":true");
    assertThat(status("/asked", "Bearer " + token)).as(told.body()).isEqualTo(200);

    HttpResponse<String> revoked =
        send(
            form(
                issuer + "/protocol/openid-connect/revoke",
                Map.of("client_id", "gateway", "client_secret", "gateway-s3cret", "token", token)));
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(status("/asked", "Bearer " + token)).isEqualTo(401);
  }

  @Test
  void exchanges_client_credentials() throws Exception {
    assertThat(status("/machine", basic("gateway:gateway-s3cret"))).isEqualTo(200);
    assertThat(status("/machine", basic("gateway:wrong"))).isEqualTo(401);
  }

  private static String basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void logs_a_browser_in_and_out() throws Exception {
    Map<String, String> jar = new LinkedHashMap<>();
    HttpResponse<String> begun = browse(jar, gate("/portal?x=1"));
    assertThat(begun.statusCode()).isEqualTo(302);
    HttpResponse<String> page = browse(jar, HttpRequest.newBuilder(location(begun)));
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    Matcher action = FORM.matcher(page.body());
    assertThat(action.find()).isTrue();
    HttpResponse<String> sent =
        browse(
            jar,
            form(
                action.group(1).replace("&amp;", "&"),
                Map.of("username", "alice", "password", "wonderland")));
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
    HttpResponse<String> back = browse(jar, HttpRequest.newBuilder(location(sent)));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
    assertThat(location(back).toString()).endsWith("/portal?x=1");

    HttpResponse<String> in = browse(jar, HttpRequest.newBuilder(location(back)));
    assertThat(in.statusCode()).isEqualTo(200);
    assertThat(in.body()).startsWith("served /");

    HttpResponse<String> out = browse(jar, gate("/portal/logout").POST(BodyPublishers.noBody()));
    assertThat(out.statusCode()).isEqualTo(302);
    assertThat(location(out).toString()).startsWith(issuer + "/protocol/openid-connect/logout");
    assertThat(browse(jar, gate("/portal")).statusCode()).isEqualTo(302);
  }

  /// The same with a real browser: what it stores, sends and follows is its own decision, and a
  /// page sees what the user sees.
  @Test
  void logs_a_real_browser_in_and_out() {
    assumeTrue(Shell.has("chromium"), "chromium is not installed");
    String portal = "http://127.0.0.1:" + gateway.http() + "/portal";
    try (Chromium browser = new Chromium(folder, PROFILE)) {
      browser.open(portal + "?x=1");
      browser.await("document.querySelector('#username') !== null");
      assertThat(browser.evaluate("location.href")).startsWith(issuer);
      type(browser, "wrong");
      browser.await("document.body.innerText.includes('Invalid username or password')");
      type(browser, "wonderland");
      browser.await("location.href === '" + portal + "?x=1'");
      browser.await("document.body.innerText.startsWith('served /')");
      assertThat(browser.evaluate("document.cookie")).doesNotContain("session");

      browser.open(portal);
      browser.await("document.body.innerText.startsWith('served /')");

      browser.evaluate(
          "(() => { const form = document.createElement('form'); form.method = 'POST';"
              + " form.action = '/portal/logout'; document.body.append(form); form.submit(); })()");
      browser.await("location.href.startsWith('" + issuer + "/protocol/openid-connect/logout')");
      browser.open(portal);
      browser.await("document.querySelector('#username') !== null");
      assertThat(browser.evaluate("location.href")).startsWith(issuer);
    }
  }

  private static void type(Chromium browser, String password) {
    browser.evaluate(
        "(() => { document.querySelector('#username').value = 'alice';"
            + " document.querySelector('#password').value = '"
            + password
            + "'; document.querySelector('#kc-login').click(); })()");
  }

  /// Sends a request as a browser would, and keeps its cookies (all hosts are one here).
  private HttpResponse<String> browse(Map<String, String> jar, HttpRequest.Builder request)
      throws Exception {
    StringBuilder cookies = new StringBuilder();
    jar.forEach((name, value) ->
        cookies.append(cookies.isEmpty() ? "" : "; ").append(name).append('=').append(value));
    request.header("Accept", "text/html");
    HttpResponse<String> reply =
        send(cookies.isEmpty() ? request : request.header("Cookie", cookies.toString()));
    for (String cookie : reply.headers().allValues("Set-Cookie")) {
      String pair = cookie.split(";", -1)[0];
      int equals = pair.indexOf('=');
      if (cookie.contains("1970") || cookie.contains("Max-Age=0")) {
        jar.remove(pair.substring(0, equals));
      } else {
        jar.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return reply;
  }

  private static URI location(HttpResponse<?> reply) {
    return URI.create(reply.headers().firstValue("Location").orElseThrow());
  }
}
