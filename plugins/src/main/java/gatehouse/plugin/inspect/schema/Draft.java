package gatehouse.plugin.inspect.schema;

import java.util.Optional;

/// The dialects of JSON Schema that are understood.
public enum Draft {
  /// JSON Schema draft 4.
  DRAFT_4("http://json-schema.org/draft-04/schema"),
  /// JSON Schema draft 6.
  DRAFT_6("http://json-schema.org/draft-06/schema"),
  /// JSON Schema draft 7.
  DRAFT_7("http://json-schema.org/draft-07/schema"),
  /// JSON Schema 2019-09.
  DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
  /// JSON Schema 2020-12.
  DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema"),
  /// The schema objects of OpenAPI 3.0.
  OPENAPI_3_0("https://spec.openapis.org/oas/3.0/dialect"),
  /// The schema objects of OpenAPI 3.1.
  OPENAPI_3_1("https://spec.openapis.org/oas/3.1/dialect/base");

  private final String uri;

  Draft(String uri) {
    this.uri = uri;
  }

  /// The draft that a `$schema` names; empty for one that is not known.
  public static Optional<Draft> named(String uri) {
    String plain = uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
    for (Draft draft : values()) {
      if (plain.equals(draft.uri)) {
        return Optional.of(draft);
      }
    }
    return Optional.empty();
  }

  /// The draft whose own schema tells what a schema may look like.
  Draft grammar() {
    return switch (this) {
      case OPENAPI_3_0 -> DRAFT_4;
      case OPENAPI_3_1 -> DRAFT_2020_12;
      default -> this;
    };
  }
}
