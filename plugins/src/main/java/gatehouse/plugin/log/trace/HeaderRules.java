package gatehouse.plugin.log.trace;

import gatehouse.spi.HeaderName;
import gatehouse.spi.schema.Check;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the configurations of both tracers have to be asked.
final class HeaderRules {
  private static final Set<String> OWN = Set.of("host", "content-length", "content-type");

  private HeaderRules() {}

  /// Headers that an operator adds to calls.
  static void check(@Nullable Map<String, String> headers, Check check) {
    if (headers == null) {
      return;
    }
    headers.forEach((name, value) -> {
      if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
        check.fault("headers." + name, "cannot contain '" + name + "' header");
      } else if (!HeaderName.isToken(name) || value.chars().anyMatch(c -> c < ' ')) {
        check.fault("headers." + name, "not a valid header");
      }
    });
  }

  /// Warns of collectors whose certificate nobody looks at.
  static void checkVerified(boolean verify, Check check, @Nullable String... endpoints) {
    for (String endpoint : endpoints) {
      if (endpoint != null && endpoint.startsWith("https:") && !verify) {
        check.warn("ssl_verify", "whoever is in between can read what is sent: set it to true");
        return;
      }
    }
  }
}
