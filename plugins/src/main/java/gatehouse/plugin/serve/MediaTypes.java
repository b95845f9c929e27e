package gatehouse.plugin.serve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Media types that are cached: type and subtype agree, each may be `*`, and so do all parameters.
final class MediaTypes {
  private final List<Type> wanted;

  private record Type(String type, String subtype, Map<String, String> parameters) {}

  MediaTypes(List<String> texts) {
    wanted = texts.stream().map(MediaTypes::read).toList();
  }

  boolean include(@Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      return false;
    }
    Type type = read(contentType);
    return wanted.stream()
        .anyMatch(w ->
            (w.type.equals("*") || w.type.equals(type.type))
                && (w.subtype.equals("*") || w.subtype.equals(type.subtype))
                && w.parameters.equals(type.parameters));
  }

  private static Type read(String text) {
    String[] parts = text.split(";", -1);
    String[] names = parts[0].strip().toLowerCase(Locale.ROOT).split("/", 2);
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      if (!pair[0].isEmpty()) {
        parameters.put(pair[0].strip().toLowerCase(Locale.ROOT), value(pair));
      }
    }
    return new Type(names[0], names.length > 1 ? names[1] : "", parameters);
  }

  private static String value(String[] pair) {
    String value = pair.length > 1 ? pair[1].strip() : "";
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
