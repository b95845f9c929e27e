package gatehouse.spi.schema;

/// Where a record reports what is wrong with the fields together, in Kong's words.
public interface Check {
  /// At least one of the fields must be set and not empty.
  void atLeastOneOf(String... fields);

  /// Exactly one of the fields must be set and not empty.
  void onlyOneOf(String... fields);

  /// All of the fields or none of them must be set.
  void allOrNone(String... fields);

  /// One field must be set because of another field's value.
  ///
  /// @param field the one that must be set, dotted for a nested one: `redis.host`
  /// @param because the one that demands it
  void required(String field, String because);

  /// A fault with a text of its own, at a field.
  ///
  /// @param field dotted for a nested one; empty for the record as a whole
  void fault(String field, String message);

  /// Something that is legal but probably not meant.
  void warn(String field, String message);

  /// A fault inside a text of several lines, at its own line of the document.
  ///
  /// @param line in the text, from 1; 0 for the text as a whole
  /// @param column in that line, from 1
  void faultInText(String field, int line, int column, String message);

  /// Something odd inside a text of several lines, likewise.
  void warnInText(String field, int line, int column, String message);
}
