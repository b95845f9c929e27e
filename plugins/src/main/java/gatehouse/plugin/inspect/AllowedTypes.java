package gatehouse.plugin.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Media types that are allowed, with their parameters or whatever those are; the value of
/// `charset` ignores case (RFC 9110, section 8.3.2).
public final class AllowedTypes {
  private record Allowed(MediaRange range, Map<String, String> parameters) {}

  private final List<Allowed> allowed;
  private final boolean comparesParameters;

  private AllowedTypes(List<Allowed> allowed, boolean comparesParameters) {
    this.allowed = allowed;
    this.comparesParameters = comparesParameters;
  }

  /// @param comparesParameters whether parameters have to be the same
  /// @throws IllegalArgumentException if a text is no media type
  public static AllowedTypes of(List<String> texts, boolean comparesParameters) {
    List<Allowed> allowed = new ArrayList<>();
    for (String text : texts) {
      FieldValue value = FieldValue.parse(text);
      MediaRange range = value == null ? null : MediaRange.parse(value.value());
      if (value == null || range == null) {
        throw new IllegalArgumentException("no media type: " + text);
      }
      allowed.add(new Allowed(range, parameters(value)));
    }
    return new AllowedTypes(List.copyOf(allowed), comparesParameters);
  }

  /// Whether a media type is one of them.
  ///
  /// @param type null for a field that cannot be read, which is not allowed
  public boolean include(@Nullable FieldValue type) {
    return type != null
        && allowed.stream()
            .anyMatch(a ->
                a.range.covers(type.value())
                    && (!comparesParameters || a.parameters.equals(parameters(type))));
  }

  /// The ranges, each with the charset that it names.
  Set<String> texts() {
    return allowed.stream()
        .map(a -> {
          String charset = a.parameters.get("charset");
          return charset == null ? a.range.text() : a.range.text() + "; charset=" + charset;
        })
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, String> parameters(FieldValue value) {
    Map<String, String> parameters = new TreeMap<>(value.parameters());
    parameters.computeIfPresent("charset", (_, charset) -> charset.toLowerCase(Locale.ROOT));
    return parameters;
  }
}
