package gatehouse.compile;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The header names by which a client could claim to be somebody: those of the contract, and
/// whatever a configured plugin writes about a caller. The union over all routes, since names are
/// removed before the route is known. `-` and `_` are the same, because services read them so.
public final class IdentityNames {
  private static final List<String> PREFIXES =
      List.of("x-consumer-", "x-authenticated-", "x-user-");
  private static final Set<String> ALWAYS =
      Set.of("x-credential-identifier", "x-anonymous-consumer", "x-gatehouse-request-id");

  /// What a client needs for being authenticated; a plugin that writes one replaces it itself.
  private static final Set<String> NEVER =
      Set.of("authorization", "proxy-authorization", "cookie", "host");

  private final Set<String> names = new HashSet<>(ALWAYS);
  private final String[] prefixes;

  /// @param written names that plugins write
  /// @param beginnings beginnings of names that plugins write
  IdentityNames(Collection<HeaderName> written, Collection<String> beginnings) {
    for (HeaderName name : written) {
      names.add(name.lower().replace('_', '-'));
    }
    names.removeAll(NEVER);
    Set<String> all = new LinkedHashSet<>(PREFIXES);
    beginnings.forEach(b -> all.add(b.toLowerCase(Locale.ROOT).replace('_', '-')));
    prefixes = all.toArray(String[]::new);
  }

  /// Removes the client's fields of these names, however they are spelled.
  public void strip(Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (holds(headers.lowerName(i))) {
        headers.removeIf((name, _) -> holds(name));
        return;
      }
    }
  }

  /// Whether a client may not send a field of that lower-case name.
  public boolean holds(String lower) {
    String name = lower.indexOf('_') < 0 ? lower : lower.replace('_', '-');
    if (names.contains(name)) {
      return true;
    }
    if (name.length() < 7 || name.charAt(0) != 'x') {
      return false;
    }
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
