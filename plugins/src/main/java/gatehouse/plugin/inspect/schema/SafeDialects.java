package gatehouse.plugin.inspect.schema;

import static java.util.Objects.requireNonNull;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.resource.SchemaLoader;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The library's dialects with everything taken out that a sender could slow down.
final class SafeDialects {
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .preloadSchema(true)
          .regularExpressionFactory(LinearPattern::of)
          .build();

  private static final Map<Draft, Dialect> DIALECTS = new EnumMap<>(Draft.class);
  private static final Map<Draft, Schema> GRAMMARS = new EnumMap<>(Draft.class);

  static {
    for (Draft draft : Draft.values()) {
      DIALECTS.put(draft, safe(standard(draft)));
    }
    for (Draft draft : Draft.values()) {
      if (draft.grammar() == draft) {
        SchemaLocation itself = SchemaLocation.of(dialect(draft).getId());
        GRAMMARS.put(draft, registry(draft).getSchema(itself));
      }
    }
  }

  private SafeDialects() {}

  static Dialect dialect(Draft draft) {
    return requireNonNull(DIALECTS.get(draft));
  }

  private static Dialect standard(Draft draft) {
    return switch (draft) {
      case DRAFT_4 -> Dialects.getDraft4();
      case DRAFT_6 -> Dialects.getDraft6();
      case DRAFT_7 -> Dialects.getDraft7();
      case DRAFT_2019_09 -> Dialects.getDraft201909();
      case DRAFT_2020_12 -> Dialects.getDraft202012();
      case OPENAPI_3_0 -> Dialects.getOpenApi30();
      case OPENAPI_3_1 -> Dialects.getOpenApi31();
    };
  }

  private static Dialect safe(Dialect standard) {
    return Dialect.builder(standard)
        .formats(formats -> {
          formats.clear();
          for (Format format : LinearFormats.all()) {
            formats.put(format.getName(), format);
          }
        })
        .keyword(new UniqueItems())
        // A hint to generators, which "must not change the validation outcome" (OpenAPI 3.1,
        // section
        // 4.8.25); the library's own way refuses values for what a mapping repeats.
        .keyword(new NonValidationKeyword("discriminator"))
        // The library's own way logs each of them, and a specification is full of them.
        .unknownKeywordFactory((name, _) -> new NonValidationKeyword(name))
        .build();
  }

  /// Nothing is fetched: the library has the schemas of the drafts themselves, and all else has to
  /// be in the document.
  static SchemaRegistry registry(Draft draft) {
    SchemaLoader nothingFetched = new SchemaLoader(List.of(), List.of());
    return SchemaRegistry.withDialect(
        dialect(draft),
        builder -> builder.schemaRegistryConfig(CONFIG).schemaLoader(nothingFetched));
  }

  /// What a schema of a draft may look like.
  static Schema grammar(Draft draft) {
    return requireNonNull(GRAMMARS.get(draft.grammar()));
  }
}
