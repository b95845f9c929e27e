package gatehouse.plugin.inspect.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// `uniqueItems` by texts that are equal when the items are. The library's own puts the items into
/// a hash table, where a sender can make texts that all have the same hash: a few thousand would
/// keep a processor busy for minutes. Texts can be ordered, so a full bucket stays fast.
final class UniqueItems extends AbstractKeyword {
  UniqueItems() {
    super("uniqueItems");
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode node, Schema parent, SchemaContext context) {
    return new Validator(this, location, node, parent, context);
  }

  private static final class Validator extends BaseKeywordValidator implements KeywordValidator {
    private final boolean wanted;

    Validator(
        UniqueItems keyword,
        SchemaLocation location,
        JsonNode node,
        Schema parent,
        SchemaContext context) {
      super(keyword, node, location, parent, context);
      wanted = node.asBoolean(false);
    }

    @Override
    public void validate(
        ExecutionContext context, JsonNode node, JsonNode root, NodePath location) {
      if (!wanted || !node.isArray()) {
        return;
      }
      Set<String> seen = new HashSet<>();
      for (JsonNode item : node) {
        StringBuilder text = new StringBuilder();
        write(item, text);
        if (!seen.add(text.toString())) {
          context.addError(
              error()
                  .instanceNode(node)
                  .instanceLocation(location)
                  .evaluationPath(context.getEvaluationPath())
                  .locale(context.getExecutionConfig().getLocale())
                  .build());
          return;
        }
      }
    }

    private static void write(JsonNode node, StringBuilder text) {
      if (node.isObject()) {
        List<String> names = new ArrayList<>(node.propertyNames());
        names.sort(null);
        text.append('{');
        for (String name : names) {
          quote(name, text);
          write(node.get(name), text);
        }
        text.append('}');
      } else if (node.isArray()) {
        text.append('[');
        for (JsonNode item : node) {
          write(item, text);
          text.append(',');
        }
        text.append(']');
      } else if (node.isNumber()) {
        text.append(node.decimalValue().stripTrailingZeros());
      } else if (node.isString()) {
        quote(node.stringValue(), text);
      } else {
        text.append(node);
      }
    }

    /// The length tells where the text ends, whatever is in it.
    private static void quote(String value, StringBuilder text) {
      text.append('"').append(value.length()).append(':').append(value);
    }
  }
}
