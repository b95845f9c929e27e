package gatehouse.config;

import gatehouse.model.Vault;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Resolves vault references: `{vault://env/name}`, `{vault://env/name/key}`, and the same with the
/// prefix of a configured vault.
final class Vaults {
  /// Knows no secret.
  static final Vaults NONE = new Vaults(Map.of());

  private static final String START = "{vault://";
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;
  private final Map<String, String> prefixes = new HashMap<>();

  Vaults(Map<String, String> environment) {
    this.environment = environment;
    prefixes.put("env", "");
  }

  void add(Vault vault) {
    String prefix = vault.config().prefix();
    prefixes.put(vault.prefix(), prefix == null ? "" : prefix);
  }

  static boolean isReference(String text) {
    return text.startsWith(START) && text.endsWith("}");
  }

  /// The secret; null if there is none.
  @Nullable String resolve(String reference) {
    String address = reference.substring(START.length(), reference.length() - 1);
    // A version or an option of the reference says nothing to the environment.
    int end = indexOfAny(address, '?', '#');
    String[] parts = address.substring(0, end).split("/", -1);
    if (parts.length < 2 || parts.length > 3 || parts[1].isEmpty()) {
      return null;
    }
    String prefix = prefixes.get(parts[0]);
    if (prefix == null) {
      return null;
    }
    String name = (prefix + parts[1]).replace('-', '_').toUpperCase(Locale.ROOT);
    String value = environment.get(name);
    return value == null || parts.length == 2 ? value : member(value, parts[2]);
  }

  private static @Nullable String member(String json, String key) {
    try {
      JsonNode member = JSON.readTree(json).get(key);
      return member != null && member.isString() ? member.stringValue() : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  private static int indexOfAny(String text, char a, char b) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == a || text.charAt(i) == b) {
        return i;
      }
    }
    return text.length();
  }
}
