package gatehouse.config;

import org.jspecify.annotations.Nullable;

/// What is wrong, or probably not meant, at a place in a configuration.
///
/// @param file the file as named on the command line, or `POST /config`
/// @param line from 1
/// @param column from 1
/// @param entity what it belongs to, e.g. `plugins[2] (rate-limiting)`; null for the document
///   itself
/// @param field dotted, e.g. `config.minute`; null if it concerns the whole entity
/// @param message what was expected, and the nearest name where one was mistyped
public record Fault(
    String file,
    int line,
    int column,
    @Nullable String entity,
    @Nullable String field,
    String message) {

  /// `FILE:LINE:COL: entity field: message`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(file).append(':').append(line).append(':').append(column).append(": ");
    if (entity != null) {
      text.append(entity);
    }
    if (field != null) {
      text.append(entity == null ? "" : " ").append(field);
    }
    return text.append(entity == null && field == null ? "" : ": ").append(message).toString();
  }
}
