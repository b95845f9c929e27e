package gatehouse.plugin.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gatehouse.plugin.auth.token.Forge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An OpenID provider on a real socket, whose every answer a test can change.
final class TestIssuer implements AutoCloseable {
  /// A request it got.
  ///
  /// @param form the fields of its body
  /// @param authorization of the request, or an empty text
  record Asked(String path, Map<String, String> form, String authorization) {}

  /// What it answers.
  record Said(int status, String body) {
    static Said ok(String body) {
      return new Said(200, body);
    }
  }

  private record Signer(String kid, KeyPair pair, String alg) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Said> answers = new ConcurrentHashMap<>();
  private final Map<String, String> introspected = new ConcurrentHashMap<>();
  private final Map<String, String> discovery = new ConcurrentHashMap<>();
  private volatile List<Signer> signers = List.of();

  /// What it was asked, in order.
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
    sign("k1", Forge.RSA, "RS256");
  }

  /// Its name, which is its address too.
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Publishes one key in place of all others and signs with it.
  void sign(String kid, KeyPair pair, String alg) {
    signers = List.of(new Signer(kid, pair, alg));
  }

  /// Publishes one more key; the first one signs.
  void alsoPublish(String kid, KeyPair pair, String alg) {
    List<Signer> more = new ArrayList<>(signers);
    more.add(new Signer(kid, pair, alg));
    signers = List.copyOf(more);
  }

  /// Answers a path with something else.
  void answer(String path, Said said) {
    answers.put(path, said);
  }

  /// Answers a path as usual again.
  void mend(String path) {
    answers.remove(path);
  }

  /// What introspection says of a token: the members of a JSON object.
  void introspect(String token, String members) {
    introspected.put(token, "{" + members + "}");
  }

  /// Adds a member to the discovery document, or changes it; the value is JSON.
  void discover(String name, String json) {
    discovery.put(name, json);
  }

  /// How often a path was asked for.
  long count(String path) {
    return asked.stream().filter(request -> request.path().equals(path)).count();
  }

  /// The last request for a path.
  Asked last(String path) {
    return asked.stream().filter(request -> request.path().equals(path)).toList().getLast();
  }

  /// A token with these claims; `iss` is this issuer unless they say otherwise.
  String token(String claims) {
    return token(claims, "");
  }

  /// A token with further members in its header, e.g. `"typ":"at+jwt"`.
  String token(String claims, String header) {
    Signer signer = signers.getFirst();
    String iss = claims.contains("\"iss\"") ? "" : "\"iss\":\"" + url() + "\",";
    return Forge.token(
        "{\"alg\":\""
            + signer.alg
            + "\",\"kid\":\""
            + signer.kid
            + "\""
            + (header.isEmpty() ? "" : "," + header)
            + "}",
        "{" + iss + claims + "}",
        signer.alg,
        signer.pair.getPrivate());
  }

  private void handle(HttpExchange http) throws IOException {
    String path = http.getRequestURI().getPath();
    String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = http.getRequestHeaders().getFirst("Authorization");
    Map<String, String> form = form(body);
    asked.add(new Asked(path, form, authorization == null ? "" : authorization));
    Said said = answers.get(path);
    if (said == null) {
      said = usual(path, form);
    }
    byte[] bytes = said.body.getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", "application/json");
    http.sendResponseHeaders(said.status, bytes.length == 0 ? -1 : bytes.length);
    http.getResponseBody().write(bytes);
    http.close();
  }

  private Said usual(String path, Map<String, String> form) {
    return switch (path) {
      case "/.well-known/openid-configuration" -> Said.ok(document());
      case "/jwks" -> Said.ok(keySet());
      case "/introspect" ->
          Said.ok(introspected.getOrDefault(form.getOrDefault("token", ""), "{\"active\":false}"));
      case "/revoke" -> Said.ok("");
      default -> new Said(404, "{}");
    };
  }

  private String document() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("issuer", quoted(url()));
    members.put("jwks_uri", quoted(url() + "/jwks"));
    members.put("authorization_endpoint", quoted(url() + "/authorize"));
    members.put("token_endpoint", quoted(url() + "/token"));
    members.put("introspection_endpoint", quoted(url() + "/introspect"));
    members.put("userinfo_endpoint", quoted(url() + "/userinfo"));
    members.put("revocation_endpoint", quoted(url() + "/revoke"));
    members.put("end_session_endpoint", quoted(url() + "/logout"));
    members.put("response_types_supported", "[\"code\"]");
    members.put("subject_types_supported", "[\"public\"]");
    members.put("id_token_signing_alg_values_supported", "[\"RS256\"]");
    members.put("code_challenge_methods_supported", "[\"S256\"]");
    members.putAll(discovery);
    StringBuilder json = new StringBuilder("{");
    members.forEach((name, value) ->
        json.append(json.length() == 1 ? "" : ",").append(quoted(name)).append(':').append(value));
    return json.append('}').toString();
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private String keySet() {
    List<String> keys = new ArrayList<>();
    for (Signer signer : signers) {
      keys.add(
          Forge.jwk(
              signer.pair.getPublic(),
              "\"kid\":\"" + signer.kid + "\",\"use\":\"sig\",\"alg\":\"" + signer.alg + "\""));
    }
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static Map<String, String> form(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  /// What a Basic field says, or null.
  static @Nullable String basic(String authorization) {
    return authorization.startsWith("Basic ")
        ? new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8)
        : null;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
