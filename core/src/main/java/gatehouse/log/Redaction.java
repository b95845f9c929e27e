package gatehouse.log;

import gatehouse.model.PluginEntity;
import gatehouse.model.Snapshot;
import gatehouse.spi.HeaderName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must not reach a log: the values of header fields and query arguments in which credentials
/// travel. The names are those that everybody uses and those that the configuration's plugins read
/// credentials from.
public final class Redaction {
  /// What stands in place of a secret.
  static final String MASK = "REDACTED";

  private static final Set<String> HEADERS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "set-cookie",
          "apikey",
          "api-key",
          "x-api-key",
          "access-token",
          "refresh-token",
          "dpop",
          "x-access-token",
          "x-auth-token",
          "x-forwarded-access-token",
          "x-goog-iap-jwt-assertion",
          "x-vault-token",
          "x-csrf-token",
          "x-xsrf-token",
          "x-amz-security-token",
          "x-otp");
  private static final Set<String> ARGUMENTS =
      Set.of(
          "access_token",
          "id_token",
          "refresh_token",
          "token",
          "jwt",
          "apikey",
          "api_key",
          "api-key",
          "client_secret",
          "client_assertion",
          "secret",
          "password",
          "passwd",
          "pwd",
          "passphrase",
          "otp",
          "code_verifier",
          "session_token",
          "sig",
          "signature",
          "x-amz-signature",
          "x-amz-security-token");

  /// Fields whose value is an address, and may so hold arguments.
  private static final Set<String> ADDRESSES = Set.of("referer", "location", "content-location");

  /// Configuration fields by which plugins name the places of credentials.
  private static final List<String> NAMING_FIELDS =
      List.of(
          "keyNames",
          "headerNames",
          "uriParamNames",
          "authHeaderName",
          "identitySources",
          "refreshTokenParamName",
          "upstreamAccessTokenHeader",
          "upstreamIdTokenHeader",
          "downstreamAccessTokenHeader",
          "downstreamIdTokenHeader",
          "downstreamRefreshTokenHeader");

  /// The plugin whose field of a common name tells where tokens go.
  private static final String INTERNAL_TOKEN = "internal-token";

  /// How a field of `identitySources` begins, before the name of a header or an argument.
  private static final List<String> PLACES = List.of("request.header.", "request.querystring.");

  private final Set<String> headers;
  private final Set<String> arguments;

  private Redaction(Set<String> configured) {
    headers = union(HEADERS, configured);
    arguments = union(ARGUMENTS, configured);
  }

  /// The redaction that goes with a configuration.
  public static Redaction of(Snapshot snapshot) {
    Set<String> configured = new HashSet<>();
    for (PluginEntity plugin : snapshot.plugins()) {
      for (String field : NAMING_FIELDS) {
        addNames(ConfigField.of(plugin.config(), field), configured);
      }
      if (plugin.name().equals(INTERNAL_TOKEN)) {
        addNames(ConfigField.of(plugin.config(), "header"), configured);
      }
      if (ConfigField.of(plugin.config(), "totp") instanceof Record totp) {
        addNames(ConfigField.of(totp, "header"), configured);
      }
    }
    return new Redaction(configured);
  }

  /// The value as it may be logged.
  ///
  /// @param lowerName the field's name in lower case
  String header(String lowerName, String value) {
    if (headers.contains(lowerName)) {
      return MASK;
    }
    return ADDRESSES.contains(lowerName) ? address(value) : value;
  }

  /// Whether the value of that decoded query argument is a secret.
  boolean hides(String argument) {
    return arguments.contains(argument.toLowerCase(Locale.ROOT));
  }

  /// A path, request target or whole address with the secrets in its query masked.
  String address(String address) {
    int query = address.indexOf('?');
    if (query < 0) {
      return address;
    }
    StringBuilder masked = null;
    int copied = 0;
    int at = query + 1;
    while (at < address.length()) {
      int next = end(address, at);
      int equals = address.indexOf('=', at);
      if (equals >= 0 && equals < next && hides(decoded(address.substring(at, equals)))) {
        masked = masked == null ? new StringBuilder(address.length()) : masked;
        masked.append(address, copied, equals + 1).append(MASK);
        copied = next;
      }
      at = next + 1;
    }
    return masked == null ? address : masked.append(address, copied, address.length()).toString();
  }

  /// Where an argument ends; a fragment ends the last one, and may hold arguments itself.
  private static int end(String address, int from) {
    for (int i = from; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '&' || c == '#') {
        return i;
      }
    }
    return address.length();
  }

  private static String decoded(String name) {
    if (name.indexOf('%') < 0 && name.indexOf('+') < 0) {
      return name;
    }
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // a broken escape: what the service reads there is not a name of ours
    }
  }

  private static void addNames(@Nullable Object value, Set<String> names) {
    switch (value) {
      case String name -> names.add(name(name).toLowerCase(Locale.ROOT));
      case HeaderName name -> names.add(name.lower());
      case Collection<?> many -> many.forEach(one -> addNames(one, names));
      case null, default -> {}
    }
  }

  /// The name alone: a scheme may follow it, as in `authorization:bearer`, or its place precede it.
  private static String name(String text) {
    for (String place : PLACES) {
      int at = text.indexOf(place);
      if (at >= 0) {
        return text.substring(at + place.length());
      }
    }
    return text.split(":", 2)[0];
  }

  private static Set<String> union(Set<String> known, Set<String> configured) {
    Set<String> all = new HashSet<>(known);
    all.addAll(configured);
    return Set.copyOf(all);
  }
}
