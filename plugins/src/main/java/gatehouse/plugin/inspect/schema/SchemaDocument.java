package gatehouse.plugin.inspect.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.path.NodePath;
import java.io.FileNotFoundException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A document that holds schemas, which may refer to each other (`#/components/schemas/Pet`). What
/// several of them refer to is compiled once. Not thread-safe; the schemas it gives are.
public final class SchemaDocument {
  private static final String ADDRESS = "gatehouse:/document";
  private static final int TOLD = 100;

  private final JsonNode document;
  private final JsonSchema grammar;
  private final SchemaRegistry registry;
  private final QuickAccept quick;
  private @Nullable Schema root;

  private SchemaDocument(JsonNode document, Draft draft) {
    this.document = document;
    this.grammar = new JsonSchema(SafeDialects.grammar(draft), null);
    this.registry = SafeDialects.registry(draft);
    this.quick = new QuickAccept(document);
  }

  /// A document whose schemas are of one draft.
  public static SchemaDocument of(JsonNode document, Draft draft) {
    return new SchemaDocument(document, draft);
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
      return new JsonSchema(schema, quick.at(pointer));
    } catch (LinearPattern.BadPattern fault) {
      throw new SchemaFault(pointer, String.valueOf(fault.getMessage()));
    } catch (SchemaException fault) {
      if (fault.getCause() instanceof LinearPattern.BadPattern bad) {
        throw new SchemaFault(pointer, String.valueOf(bad.getMessage()));
      }
      if (fault.getCause() instanceof FileNotFoundException unknown) {
        throw new SchemaFault(
            pointer,
            "refers to " + unknown.getMessage() + ", which is not here; nothing is fetched");
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
    for (JsonSchema.Violation wrong : grammar.violations(node, TOLD)) {
      // A name that is required twice is no less required; newer drafts allow it.
      if (!wrong.keywordLocation().endsWith("/uniqueItems")) {
        throw new SchemaFault(pointer + wrong.instanceLocation(), wrong.message());
      }
    }
  }
}
