package gatehouse.plugin.auth;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RawHttp.Reply;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A gateway with the plugin openid-connect between a client, a service and an issuer, all on real
/// sockets. The client keeps its cookies as a browser does.
final class OidcGate implements AutoCloseable {
  final TestIssuer issuer = new TestIssuer();
  final Origin origin = Origin.answering(Origin.OK);
  final TestGate gate;

  /// The cookies that the client has.
  final Map<String, String> jar = new LinkedHashMap<>();

  /// @param config members of the plugin's configuration besides the issuer, as JSON
  OidcGate(String config) throws Exception {
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document(config, ""));
  }

  private String document(String config, String more) {
    return """
    {"services": [{"name": "s", "url": "http://127.0.0.1:%d", "routes": [{"name": "r", "paths": ["/"]}],
      "plugins": [{"name": "openid-connect", "config": {"issuer": "%s"%s}}]}],
     "consumers": [{"username": "alice", "custom_id": "sub-1"}, {"username": "guest"}]%s}
    """
        .formatted(
            origin.port(),
            issuer.url(),
            config.isEmpty() ? "" : ", " + config.replace("{ISSUER}", issuer.url()),
            more.isEmpty() ? "" : ", " + more);
  }

  /// Puts another configuration of the plugin in force.
  void reload(String config) {
    reload(config, "");
  }

  /// @param more further members of the document, as JSON
  void reload(String config, String more) {
    gate.swap(document(config, more));
  }

  /// Sends a GET with these fields, each `Name: value`.
  Reply get(String target, String... fields) throws Exception {
    return send("GET", target, null, fields);
  }

  /// Sends a request, with the cookies of the jar, and keeps those that come back.
  Reply send(String method, String target, @Nullable String form, String... fields)
      throws Exception {
    StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    text.append("Host: 127.0.0.1:").append(gate.port()).append("\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    if (!jar.isEmpty()) {
      text.append("Cookie: ");
      jar.forEach((name, value) -> text.append(name).append('=').append(value).append("; "));
      text.append("\r\n");
    }
    if (form != null) {
      text.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
      text.append(form.length()).append("\r\n\r\n").append(form);
    } else {
      text.append("\r\n");
    }
    try (RawHttp client = gate.connect()) {
      Reply reply = client.send(text.toString()).read(method.equals("HEAD"));
      for (String field : reply.fields()) {
        if (field.regionMatches(true, 0, "set-cookie:", 0, 11)) {
          keep(field.substring(11).strip());
        }
      }
      return reply;
    }
  }

  private void keep(String cookie) {
    String pair = cookie.split(";", -1)[0];
    int equals = pair.indexOf('=');
    if (cookie.contains("1970")) {
      jar.remove(pair.substring(0, equals));
    } else {
      jar.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }

  /// Sends a GET with a bearer token.
  Reply bearer(String token) throws Exception {
    return get("/x", "Authorization: Bearer " + token);
  }

  /// What the service has got; it must have got something.
  Origin.Seen seen() throws Exception {
    return Objects.requireNonNull(origin.next());
  }

  /// Claims of a usual token with more of them, as JSON members.
  static String claims(String more) {
    long now = System.currentTimeMillis() / 1000;
    return "\"sub\":\"sub-1\",\"aud\":\"api\",\"scope\":\"openid read\",\"iat\":%d,\"exp\":%d%s"
        .formatted(now, now + 300, more.isEmpty() ? "" : "," + more);
  }

  @Override
  public void close() throws IOException {
    gate.close();
    origin.close();
    issuer.close();
  }
}
