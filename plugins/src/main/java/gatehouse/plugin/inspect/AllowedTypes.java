package gatehouse.plugin.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Media types that are allowed (RFC 9110, section 8.3.1): names and the value of `charset` ignore
/// case, `*` stands for any name.
final class AllowedTypes {
  private final List<MediaType> allowed;
  private final boolean comparesParameters;

  /// A media type that was read.
  ///
  /// @param parameters names in lower case; the value of `charset` too
  record MediaType(String type, String subtype, Map<String, String> parameters) {
    static MediaType of(String text) {
      String[] parts = text.split(";", -1);
      String[] names = parts[0].strip().toLowerCase(Locale.ROOT).split("/", 2);
      Map<String, String> parameters = new TreeMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          String name = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
          String value = unquoted(parts[i].substring(equals + 1).strip());
          parameters.put(name, name.equals("charset") ? value.toLowerCase(Locale.ROOT) : value);
        }
      }
      return new MediaType(names[0], names.length > 1 ? names[1] : "", parameters);
    }

    private static String unquoted(String value) {
      return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
          ? value.substring(1, value.length() - 1)
          : value;
    }

    boolean isJson() {
      return subtype.equals("json") && type.equals("application") || subtype.endsWith("+json");
    }
  }

  AllowedTypes(List<String> allowed, boolean comparesParameters) {
    this.allowed = allowed.stream().map(MediaType::of).toList();
    this.comparesParameters = comparesParameters;
  }

  boolean include(MediaType type) {
    return allowed.stream()
        .anyMatch(a ->
            fits(a.type, type.type)
                && fits(a.subtype, type.subtype)
                && (!comparesParameters || a.parameters.equals(type.parameters)));
  }

  private static boolean fits(String allowed, String name) {
    return allowed.equals("*") || allowed.equals(name);
  }
}
