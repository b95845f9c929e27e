package gatehouse.plugin.transform;

import gatehouse.plugin.inspect.Fields;
import gatehouse.plugin.inspect.MultipartFields;
import gatehouse.plugin.template.Scopes;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Request;
import java.nio.charset.StandardCharsets;

/// Rules applied to the fields of a request's body, by its media type. Other bodies pass.
final class BodyRules {
  static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final byte[] NOTHING = new byte[0];

  private final Rules rules;

  BodyRules(Rules rules) {
    this.rules = rules;
  }

  /// @throws IllegalArgumentException if the body has fields, but none that can be told apart
  ///   safely
  void apply(Exchange x, Scopes scopes) {
    Request request = x.request();
    String type = request.headers().get(CONTENT_TYPE);
    byte[] body = request.body() == null ? NOTHING : request.body();
    switch (Fields.Kind.of(type)) {
      case JSON -> json(request, body, scopes);
      case FORM -> {
        ArgumentMembers members = ArgumentMembers.read(form(body));
        rules.apply(members, scopes);
        String text = members.text();
        put(request, body, text == null ? NOTHING : text.getBytes(StandardCharsets.ISO_8859_1));
      }
      case MULTIPART -> {
        String told = type == null ? "" : type;
        boolean canBegin = !rules.add().isEmpty() && MultipartFields.none(told) != null;
        if (body.length > 0 || canBegin) {
          MultipartMembers members = MultipartMembers.read(told, body);
          rules.apply(members, scopes);
          put(request, body, members.body());
        }
      }
      case OTHER -> {}
    }
  }

  /// Malformed JSON passes as it is, as with Kong; no body is an object without members.
  private void json(Request request, byte[] body, Scopes scopes) {
    JsonMembers members = body.length == 0 ? JsonMembers.empty() : JsonMembers.read(body);
    if (members != null) {
      rules.apply(members, scopes);
      if (members.isChanged()) {
        request.body(members.json());
      }
    }
  }

  private static void put(Request request, byte[] old, byte[] body) {
    if (!java.util.Arrays.equals(old, body)) {
      request.body(body);
    }
  }

  /// A form's bytes, one character for each.
  static String form(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
