package gatehouse.plugin.serve;

import gatehouse.model.Route;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What tells one cached answer from another: who asks, on which route, for what. Besides what Kong
/// takes there is the Authorization that the service will see, so that nobody gets what was meant
/// for another one whom only the service knows.
final class CacheKey {
  /// With this many arguments some may have been left out.
  private static final int MOST_ARGUMENTS = 1000;

  private static final HeaderName AUTHORIZATION = HeaderName.of("Authorization");

  private final List<String> arguments;
  private final List<HeaderName> headers;
  private final boolean ignoresCase;

  /// @param arguments names of those that count; all if there are none
  /// @param headers names of those that count
  CacheKey(List<String> arguments, List<String> headers, boolean ignoresCase) {
    this.arguments = arguments;
    this.headers =
        headers.stream().sorted(String.CASE_INSENSITIVE_ORDER).map(HeaderName::of).toList();
    this.ignoresCase = ignoresCase;
  }

  /// The key of a request, 64 hexadecimal digits; null if it has none that is sure.
  @Nullable String of(Exchange x) {
    Request request = x.request();
    if (request.args().args().size() >= MOST_ARGUMENTS) {
      return null;
    }
    Parts parts = new Parts();
    Route route = x.route();
    parts.add(route == null ? "default" : route.id());
    caller(x, parts);
    parts.add(request.headers().joined(AUTHORIZATION));
    parts.add(route != null && route.preserveHost() ? request.host() + ':' + request.port() : null);
    parts.add(request.method());
    parts.add(cased(request.rawPath()));
    request.args().args().stream()
        .filter(arg -> arguments.isEmpty() || arguments.contains(arg.name()))
        // By name only: a service may take the first or the last of several values.
        .sorted(Comparator.comparing(Query.Arg::name))
        .forEach(arg -> {
          parts.add(cased(arg.name()));
          parts.add(arg.value() == null ? null : cased(arg.value()));
        });
    parts.add(null);
    for (HeaderName name : headers) {
      parts.add(request.headers().joined(name));
    }
    return parts.digest();
  }

  private static void caller(Exchange x, Parts parts) {
    Identity identity = x.identity();
    if (identity == null) {
      parts.add(null);
      return;
    }
    if (identity.consumer() != null) {
      parts.add("consumer");
      parts.add(identity.consumer().id());
      return;
    }
    Identity.ProvenCredential credential = identity.credential();
    parts.add("credential");
    parts.add(credential == null ? null : credential.id() + ' ' + credential.identifier());
    VerifiedClaims claims = VerifiedClaims.of(x);
    parts.add(claims == null ? null : claims.text(List.of("iss")));
    parts.add(claims == null ? null : claims.text(List.of("sub")));
  }

  private String cased(String text) {
    return ignoresCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  /// Texts, told apart whatever they hold.
  private static final class Parts {
    private final StringBuilder text = new StringBuilder(256);

    void add(@Nullable String part) {
      if (part == null) {
        text.append('-');
      } else {
        text.append(part.length()).append(':').append(part);
      }
    }

    String digest() {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        byte[] bytes = sha.digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(bytes);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // each JDK has it
      }
    }
  }
}
