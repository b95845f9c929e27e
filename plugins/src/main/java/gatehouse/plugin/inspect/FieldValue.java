package gatehouse.plugin.inspect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A field value with parameters, such as those of Content-Type and Content-Disposition.
///
/// @param value what comes before the first `;`, in lower case
/// @param parameters values by name, the names in lower case
public record FieldValue(String value, Map<String, String> parameters) {

  /// Reads a field strictly; null if it is malformed or a parameter is repeated, since two readers
  /// might then believe different things.
  public static @Nullable FieldValue parse(@Nullable String field) {
    if (field == null) {
      return null;
    }
    int semicolon = field.indexOf(';');
    Map<String, String> parameters = new LinkedHashMap<>();
    int at = semicolon < 0 ? field.length() : semicolon;
    while (at < field.length()) {
      int equals = field.indexOf('=', at + 1);
      if (equals < 0) {
        if (field.substring(at + 1).isBlank()) {
          break;
        }
        return null;
      }
      String name = field.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
      StringBuilder text = new StringBuilder();
      at = token(field, equals + 1, text);
      if (at < 0 || parameters.put(name, text.toString()) != null) {
        return null;
      }
    }
    return new FieldValue(bare(field), Collections.unmodifiableMap(parameters));
  }

  /// The value alone, in lower case, however its parameters are written: what a reader may take it
  /// for even if they are malformed.
  public static String bare(String field) {
    int semicolon = field.indexOf(';');
    String value = semicolon < 0 ? field : field.substring(0, semicolon);
    return value.strip().toLowerCase(Locale.ROOT);
  }

  /// Reads a token or a quoted string into `text`; the index of the `;` after it, the end, or -1.
  private static int token(String value, int start, StringBuilder text) {
    int at = start;
    if (at < value.length() && value.charAt(at) == '"') {
      at++;
      while (at < value.length() && value.charAt(at) != '"') {
        at += value.charAt(at) == '\\' ? 1 : 0;
        if (at < value.length()) {
          text.append(value.charAt(at++));
        }
      }
      if (at >= value.length()) {
        return -1;
      }
      at++;
    } else {
      int semicolon = value.indexOf(';', at);
      int end = semicolon < 0 ? value.length() : semicolon;
      text.append(value.substring(at, end).strip());
      at = end;
    }
    while (at < value.length() && value.charAt(at) == ' ') {
      at++;
    }
    return at == value.length() || value.charAt(at) == ';' ? at : -1;
  }

  /// The parameter's value; null if there is none.
  public @Nullable String parameter(String name) {
    return parameters.get(name);
  }
}
