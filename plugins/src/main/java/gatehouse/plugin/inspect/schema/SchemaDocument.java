package gatehouse.plugin.inspect.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.resource.SchemaLoader;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A document that holds schemas, which may refer to each other (`#/components/schemas/Pet`). What
/// several of them refer to is compiled once. Not thread-safe; the schemas it gives are.
public final class SchemaDocument {
  private static final String ADDRESS = "gatehouse:/document";
  private static final int TOLD = 1;

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .preloadSchema(true)
          .regularExpressionFactory(LinearPattern::of)
          .build();

  private static final Map<Draft, Schema> GRAMMARS = new EnumMap<>(Draft.class);

  private final JsonNode document;
  private final Draft draft;
  private final SchemaRegistry registry;
  private @Nullable Schema root;

  private SchemaDocument(JsonNode document, Draft draft) {
    this.document = document;
    this.draft = draft;
    this.registry = registry(draft);
  }

  /// A document whose schemas are of one draft.
  public static SchemaDocument of(JsonNode document, Draft draft) {
    return new SchemaDocument(document, draft);
  }

  /// Nothing is fetched: the library has the schemas of the drafts themselves, and all else has to
  /// be in the document.
  private static SchemaRegistry registry(Draft draft) {
    SchemaLoader nothingFetched = new SchemaLoader(List.of(), List.of());
    return SchemaRegistry.withDialect(
        draft.dialect(),
        builder -> builder.schemaRegistryConfig(CONFIG).schemaLoader(nothingFetched));
  }

  /// The schema at a place of the document.
  ///
  /// @param pointer a JSON pointer (RFC 6901); empty for the whole document
  /// @throws SchemaFault if there is none, or it cannot be used
  public JsonSchema schema(String pointer) throws SchemaFault {
    JsonNode node = document.at(pointer);
    if (node.isMissingNode()) {
      throw new SchemaFault(pointer, "there is nothing at " + pointer);
    }
    try {
      Schema schema = pointer.isEmpty() ? root() : root().getRefSchema(fragment(pointer));
      schema.initializeValidators();
      checkGrammar(node, pointer);
      return new JsonSchema(schema);
    } catch (LinearPattern.BadPattern fault) {
      throw new SchemaFault(pointer, String.valueOf(fault.getMessage()));
    } catch (SchemaException fault) {
      if (fault.getCause() instanceof LinearPattern.BadPattern bad) {
        throw new SchemaFault(pointer, String.valueOf(bad.getMessage()));
      }
      checkGrammar(node, pointer);
      throw new SchemaFault(pointer, "is no schema: " + fault.getMessage());
    }
  }

  private Schema root() {
    if (root == null) {
      root = registry.getSchema(SchemaLocation.of(ADDRESS), document);
    }
    return root;
  }

  private static NodePath fragment(String pointer) {
    return SchemaLocation.Fragment.of(pointer);
  }

  private void checkGrammar(JsonNode node, String pointer) throws SchemaFault {
    List<JsonSchema.Violation> wrong =
        new JsonSchema(grammar(draft.grammar())).violations(node, TOLD);
    if (!wrong.isEmpty()) {
      JsonSchema.Violation first = wrong.getFirst();
      throw new SchemaFault(pointer + first.instanceLocation(), first.message());
    }
  }

  private static Schema grammar(Draft draft) {
    synchronized (GRAMMARS) {
      return GRAMMARS.computeIfAbsent(
          draft, d -> registry(d).getSchema(SchemaLocation.of(d.dialect().getId())));
    }
  }
}
