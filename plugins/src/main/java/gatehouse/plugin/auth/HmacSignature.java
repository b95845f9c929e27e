package gatehouse.plugin.auth;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Request;
import gatehouse.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What a client says about its signature: `hmac username="U", algorithm="hmac-sha256",
/// headers="date request-line", signature="BASE64"`, the parts in exactly this order.
///
/// @param names what was signed, as the client spelled it
/// @param signature its bytes; empty if they were not Base64, which no signature is
@SuppressWarnings("ArrayRecordComponent") // never compared
record HmacSignature(String username, String algorithm, List<String> names, byte[] signature) {
  private static final String SCHEME = "hmac";
  private static final String REQUEST_LINE = "request-line";
  private static final String REQUEST_TARGET = "@request-target";
  private static final int LONGEST_FIELD = 8 << 10;
  private static final int MOST_NAMES = 100;

  /// Reads a field.
  ///
  /// @param field the field's value; null where there is none
  /// @return null for anything that does not have this form
  static @Nullable HmacSignature read(@Nullable String field) {
    if (field == null || field.length() > LONGEST_FIELD) {
      return null;
    }
    String text = field.strip();
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    Parts parts = new Parts(text, SCHEME.length());
    String username = parts.next("username", true);
    String algorithm = parts.next("algorithm", false);
    String headers = parts.next("headers", false);
    String signature = parts.next("signature", false);
    if (username == null || algorithm == null || headers == null || signature == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (String name : headers.split(" ", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names.size() > MOST_NAMES
        ? null
        : new HmacSignature(username, algorithm, List.copyOf(names), decoded(signature));
  }

  /// Walks over `name="value"` with commas between.
  private static final class Parts {
    private final String text;
    private int at;
    private boolean broken;

    Parts(String text, int from) {
      this.text = text;
      at = from;
    }

    /// The value of the next part, which must have this name; null if it has not, and from then on.
    @Nullable String next(String name, boolean isFirst) {
      if (broken) {
        return null;
      }
      broken = true;
      skipBlanks();
      if (!isFirst) {
        if (at >= text.length() || text.charAt(at++) != ',') {
          return null;
        }
        skipBlanks();
      }
      String start = name + "=\"";
      int from = at + start.length();
      int end = text.startsWith(start, at) ? text.indexOf('"', from) : -1;
      if (end <= from) {
        return null;
      }
      at = end + 1;
      broken = false;
      return utf8(text.substring(from, end));
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
  }

  /// Fields come as one character for each byte of the wire.
  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  /// Whether a name was signed, in whatever spelling.
  boolean covers(String name) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }

  /// Whether it is the signature of this request by that secret.
  boolean isBy(Secret secret, Request request) {
    String hash = "Hmac" + algorithm.substring("hmac-".length()).toUpperCase(Locale.ROOT);
    try {
      Mac mac = Mac.getInstance(hash);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), hash));
      byte[] own = mac.doFinal(signedText(request).getBytes(StandardCharsets.ISO_8859_1));
      return MessageDigest.isEqual(own, signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The text that was signed: a line for each name, in the client's order and spelling.
  private String signedText(Request request) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      line(text, name, request);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Request request) {
    switch (name.toLowerCase(Locale.ROOT)) {
      case REQUEST_LINE ->
          text.append(request.method())
              .append(' ')
              .append(request.target())
              .append(" HTTP/")
              .append(request.version());
      case REQUEST_TARGET ->
          text.append(name)
              .append(": ")
              .append(request.method().toLowerCase(Locale.ROOT))
              .append(' ')
              .append(request.target());
      default -> {
        String value =
            HeaderName.isToken(name) ? request.sentHeaders().get(HeaderName.of(name)) : null;
        text.append(name).append(':');
        if (value != null) {
          text.append(' ').append(value);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "HmacSignature[" + username + "]";
  }
}
