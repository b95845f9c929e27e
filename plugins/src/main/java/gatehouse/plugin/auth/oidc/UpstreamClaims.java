package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes what was verified into headers: for the service, and for the client.
///
/// @param accessToken header and scheme that the service gets the token in; null for none
/// @param told the client's headers for the same, the access token's first
/// @param upstream claims for the service, each with its header
/// @param downstream claims for the client, each with its header
record UpstreamClaims(
    @Nullable TokenHeader accessToken,
    @Nullable HeaderName idToken,
    @Nullable HeaderName userinfo,
    @Nullable HeaderName introspection,
    Told told,
    List<Pair> upstream,
    List<Pair> downstream) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /// The headers of the answer that tell the client what was used in its name.
  record Told(
      @Nullable HeaderName accessToken,
      @Nullable HeaderName idToken,
      @Nullable HeaderName userinfo,
      @Nullable HeaderName introspection) {}

  /// A claim and the header it goes into.
  record Pair(String claim, HeaderName header) {
    static List<Pair> of(@Nullable List<String> claims, @Nullable List<String> headers) {
      List<Pair> pairs = new ArrayList<>();
      if (claims != null && headers != null) {
        for (int i = 0; i < Math.min(claims.size(), headers.size()); i++) {
          pairs.add(new Pair(claims.get(i), HeaderName.of(headers.get(i))));
        }
      }
      return List.copyOf(pairs);
    }
  }

  /// Kong's `header:scheme`.
  record TokenHeader(HeaderName header, boolean bearer) {
    static @Nullable TokenHeader of(@Nullable String text) {
      if (text == null || text.isEmpty()) {
        return null;
      }
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      return new TokenHeader(
          HeaderName.of(name), colon >= 0 && text.substring(colon + 1).equalsIgnoreCase("bearer"));
    }
  }

  /// The headers that only Gatehouse may write.
  List<HeaderName> names() {
    List<HeaderName> names = new ArrayList<>();
    upstream.forEach(pair -> names.add(pair.header));
    for (HeaderName name : new @Nullable HeaderName[] {idToken, userinfo, introspection}) {
      if (name != null) {
        names.add(name);
      }
    }
    if (accessToken != null && !accessToken.header.lower().equals("authorization")) {
      names.add(accessToken.header);
    }
    return List.copyOf(names);
  }

  /// Writes the headers.
  ///
  /// @param hides whether the access token stays here
  void write(Exchange x, VerifiedClaims claims, Evidence evidence, boolean hides) {
    if (accessToken != null && !hides && evidence.accessToken() != null) {
      String token = evidence.accessToken();
      x.request().headers().set(accessToken.header, accessToken.bearer ? "Bearer " + token : token);
    }
    set(x, idToken, evidence.idToken());
    tell(x, told.accessToken, evidence.accessToken());
    tell(x, told.idToken, evidence.idToken());
    if (evidence.document() != null) {
      String json = MAPPER.writeValueAsString(evidence.document());
      String encoded = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
      boolean ofUser = evidence.kind() == Evidence.Kind.USERINFO;
      set(x, ofUser ? userinfo : introspection, encoded);
      tell(x, ofUser ? told.userinfo : told.introspection, encoded);
    }
    for (Pair pair : upstream) {
      set(x, pair.header, text(claims.all().get(pair.claim)));
    }
    for (Pair pair : downstream) {
      tell(x, pair.header, text(claims.all().get(pair.claim)));
    }
  }

  private static void tell(Exchange x, @Nullable HeaderName name, @Nullable String value) {
    if (name != null && value != null) {
      x.answerHeader(name, value);
    }
  }

  private static void set(Exchange x, @Nullable HeaderName name, @Nullable String value) {
    if (name != null && value != null) {
      x.request().headers().set(name, value);
    }
  }

  /// Texts as they are, everything else as JSON, in UTF-8; null for what is absent or could end a
  /// header.
  static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    String text = value instanceof String plain ? plain : MAPPER.writeValueAsString(value);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 127) {
        return null;
      }
    }
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
