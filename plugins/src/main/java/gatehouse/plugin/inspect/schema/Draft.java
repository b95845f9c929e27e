package gatehouse.plugin.inspect.schema;

import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import java.util.Optional;

/// The dialects of JSON Schema that are understood.
public enum Draft {
  /// JSON Schema draft 4.
  DRAFT_4(Dialects.getDraft4()),
  /// JSON Schema draft 6.
  DRAFT_6(Dialects.getDraft6()),
  /// JSON Schema draft 7.
  DRAFT_7(Dialects.getDraft7()),
  /// JSON Schema 2019-09.
  DRAFT_2019_09(Dialects.getDraft201909()),
  /// JSON Schema 2020-12.
  DRAFT_2020_12(Dialects.getDraft202012()),
  /// The schema objects of OpenAPI 3.0.
  OPENAPI_3_0(Dialects.getOpenApi30()),
  /// The schema objects of OpenAPI 3.1.
  OPENAPI_3_1(Dialects.getOpenApi31());

  private final Dialect dialect;

  Draft(Dialect standard) {
    dialect =
        Dialect.builder(standard)
            .formats(formats -> {
              formats.clear();
              for (Format format : LinearFormats.all()) {
                formats.put(format.getName(), format);
              }
            })
            .keyword(new UniqueItems())
            .build();
  }

  /// The draft that a `$schema` names; empty for one that is not known.
  public static Optional<Draft> named(String uri) {
    String plain = uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
    for (Draft draft : values()) {
      String id = draft.dialect.getId();
      if (plain.equals(id.endsWith("#") ? id.substring(0, id.length() - 1) : id)) {
        return Optional.of(draft);
      }
    }
    return Optional.empty();
  }

  Dialect dialect() {
    return dialect;
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
