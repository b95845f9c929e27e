package gatehouse.plugin.auth;

import gatehouse.spi.FakeExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A request of hmac-auth and its signature, changed piece by piece.
final class HmacRequest {
  /// The exchange's clock shows exactly this.
  static final String NOON = "Sat, 31 Jan 2026 12:00:00 GMT";

  static final String SECRET = "secret-of-alice";

  private String method = "GET";
  private String target = "/x?a=1";
  private String user = "al";
  private String secret = SECRET;
  private String algorithm = "hmac-sha256";
  private String names = "date request-line";
  private String field = "Authorization";
  private @Nullable String body;
  private final Map<String, String> headers = new LinkedHashMap<>(Map.of("Date", NOON));

  HmacRequest by(String user, String secret) {
    this.user = user;
    this.secret = secret;
    return this;
  }

  HmacRequest with(String algorithm) {
    this.algorithm = algorithm;
    return this;
  }

  HmacRequest over(String names) {
    this.names = names;
    return this;
  }

  HmacRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  HmacRequest without(String name) {
    headers.remove(name);
    return this;
  }

  HmacRequest in(String field) {
    this.field = field;
    return this;
  }

  HmacRequest post(String target, String body) {
    method = "POST";
    this.target = target;
    this.body = body;
    return this;
  }

  String signature() {
    StringBuilder text = new StringBuilder();
    for (String name : names.split(" ")) {
      String value =
          headers.entrySet().stream()
              .filter(header -> header.getKey().equalsIgnoreCase(name))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
      text.append(text.isEmpty() ? "" : "\n");
      if (name.equals("request-line")) {
        text.append(method).append(' ').append(target).append(" HTTP/1.1");
      } else if (name.equals("@request-target")) {
        text.append(name).append(": ").append(method.toLowerCase(Locale.ROOT));
        text.append(' ').append(target);
      } else {
        text.append(name).append(':').append(value == null ? "" : " " + value);
      }
    }
    return hmac("Hmac" + algorithm.substring(5).toUpperCase(Locale.ROOT), text.toString());
  }

  private String hmac(String hash, String text) {
    try {
      Mac mac = Mac.getInstance(hash);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), hash));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  String value() {
    return "hmac username=\"%s\", algorithm=\"%s\", headers=\"%s\", signature=\"%s\""
        .formatted(user, algorithm, names, signature());
  }

  FakeExchange exchange() {
    return exchange(value());
  }

  FakeExchange exchange(String value) {
    FakeExchange x = FakeExchange.of(method, target);
    headers.forEach(x::header);
    if (body != null) {
      x.body(body);
    }
    return x.header(field, value);
  }
}
